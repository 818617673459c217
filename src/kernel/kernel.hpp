/// A Network compiled into flat tables: fluxes, right-hand side, sparse analytic Jacobian,
/// observables; scalar and in lanes.
///
///     flux_j      = c_j prod_i y_i^a_ij   (mass action, c_j = factor k V^p)   [molecules/s]
///                 = expression            (anything else)
///     dy_i/dt     = sum_j s_ij flux_j                                          [molecules/s]
///
/// States are the amounts of species that change continuously, then parameters under rate rules.
/// Everything else a run may set (rate constants, sizes, fixed species) stands in its constants.
/// Source: Horn & Jackson (1972), Arch. Ration. Mech. Anal. 47:81-116, doi:10.1007/BF00251225.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "network/network.hpp"
#include "ode/lane_system.hpp"

namespace sigdyn {

/// The values of one run at one time: an amount per species and a value per parameter of the
/// network, whatever their role. Assigned quantities hold their assigned value.
struct NetworkValues {
  std::vector<double> species;     ///< [n_species] amounts
  std::vector<double> parameters;  ///< [n_parameters]
};

/// The past of one run, for delay(). Implemented by whoever keeps the dense solution.
class DelayHistory {
 public:
  virtual ~DelayHistory() = default;
  /// Value of `operand` at time t_past <= the present.
  virtual double value(ExpressionId operand, double t_past) const = 0;
};

/// Immutable after construction and free of hidden state: one kernel serves all threads.
class Kernel {
 public:
  /// Expects a validated network; copies what it needs. Cost: linear in reactions, up to 1 s at
  /// 1e5.
  explicit Kernel(const Network& network);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  std::size_t n_states() const;
  std::size_t n_species() const;
  std::size_t n_parameters() const;
  std::size_t n_reactions() const;
  std::size_t n_observables() const;

  /// Which symbol a state stands for, and which state a symbol has (nothing if it is not one).
  Symbol symbol_of_state(std::size_t state) const;
  std::optional<std::size_t> state_of(Symbol symbol) const;

  /// The network's own initial values; initial and assignment rules applied at time t.
  NetworkValues initial_values(double t) const;

  /// Applies the initial rules except those whose target is listed in `keep` (set by the user).
  void apply_initial_rules(double t, NetworkValues& values, std::span<const Symbol> keep) const;

  /// Recomputes all assigned quantities from the others at time t. Here and below, delay() reads
  /// `history`; without one the past is taken to be like the present.
  void apply_assignments(double t, NetworkValues& values,
                         const DelayHistory* history = nullptr) const;

  void get_states(const NetworkValues& values, std::span<double> y) const;
  void set_states(std::span<const double> y, NetworkValues& values) const;

  /// Value of any expression of the network at (t, values); assigned quantities must be current.
  double evaluate(ExpressionId expression, double t, const NetworkValues& values,
                  const DelayHistory* history = nullptr) const;

  /// observables [n_observables] in coherent units; fluxes [n_reactions].
  void observables(double t, const NetworkValues& values, std::span<double> out,
                   const DelayHistory* history = nullptr) const;
  void fluxes(double t, const NetworkValues& values, std::span<double> out,
              const DelayHistory* history = nullptr) const;

  struct Tables;
  const Tables& tables() const { return *tables_; }

 private:
  std::unique_ptr<const Tables> tables_;
};

/// A LaneSystem over a kernel. Each lane has its own constants.
class KernelSystem : public LaneSystem {
 public:
  /// Where delay() of lane `lane` looks; must stay alive while the lane works. Only networks with
  /// delays need one. delay() counts as a constant in the Jacobian.
  virtual void set_history(std::size_t lane, const DelayHistory* history) = 0;

  /// Takes the constants (all that is not a state) of lane `lane` from `values`.
  virtual void set_constants(std::size_t lane, const NetworkValues& values) = 0;
};

/// How a system computes: loops over tables, or machine code written for the one model where it is
/// small enough and the instruction set is not SSE2. The two agree to rounding.
enum class KernelForm : std::uint8_t { automatic, tables };

/// W in {1, 4, 8}, in the instruction set current_isa(). `kernel` must outlive the system.
std::unique_ptr<KernelSystem> make_kernel_system(const Kernel& kernel, std::size_t lanes,
                                                 KernelForm form = KernelForm::automatic);

/// The slow, obvious right-hand side, reaction by reaction, straight from the network: every fast
/// kernel is tested against it. Expects current assigned values and no delay(). The result holds
/// d(amount)/dt [n_species], 0 where nothing drives it, then the values of the rate rules as
/// listed.
std::vector<double> reference_rhs(const Network& network, double t, const NetworkValues& values);

}  // namespace sigdyn
