/// One run: what to do (RunPlan), what came out (RunResult), and the engine that does many of them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "network/network.hpp"
#include "ode/integrator.hpp"

namespace sigdyn {

/// A change at an instant: target := v, += v or *= v, in coherent units. v is `value`, unless
///   size        is given: value * size, so that a concentration becomes an amount at the size the
///               compartment has in this run;
///   expression  is given: this expression of the network, with the parameter `argument` (if any)
///               reading `value` meanwhile.
/// At one instant all v are evaluated before any is assigned; then each target becomes
/// (its set value, or its old one) * (its scale values) + (its add values).
struct Action {
  enum class Kind : std::uint8_t { set, add, scale } kind = Kind::set;
  Symbol target;
  double value = 0.0;
  std::optional<ParameterId> size;
  std::optional<ExpressionId> expression;
  std::optional<ParameterId> argument;
  friend bool operator==(const Action&, const Action&) = default;
};

struct TimedActions {
  double t = 0.0;  ///< [time unit of the network]
  std::vector<Action> actions;
};

/// Integration before t_begin with `actions` applied at its start, until steady or for a fixed
/// time; its clock starts at t_begin too. Runs whose values and actions here are equal share one
/// computation. Steady means: at the rate of change over each of two successive accepted steps, no
/// state would move by more than tolerance * its error scale within `at_most`.
struct Equilibration {
  enum class Until : std::uint8_t { steady_state, duration } until = Until::steady_state;
  double at_most = 0.0;  ///< time after which it has failed, or the duration
  double tolerance = 1e-6;
  std::vector<Action> actions;
  friend bool operator==(const Equilibration&, const Equilibration&) = default;
};

/// All that distinguishes one run from another of the same network.
struct RunPlan {
  std::string label;
  std::vector<Action> overrides;  ///< parameters and initial amounts, before initial rules
  std::optional<Equilibration> equilibration;
  std::vector<TimedActions> protocol;  ///< ascending in t; equal times merged
  double t_begin = 0.0;
  std::vector<double> output_times;  ///< ascending, >= t_begin; the run ends at the last one
};

enum class RunStatus : std::uint8_t {
  success,
  no_steady_state,  ///< the equilibration did not settle within at_most
  failed            ///< the integrator gave up; see solver_status
};

/// Arrays hold NaN from the first output time that was not reached.
struct RunResult {
  RunStatus status = RunStatus::success;
  SolveStatus solver_status = SolveStatus::success;
  std::string message;  ///< cause in words and what to try; empty on success
  double t_reached = std::numeric_limits<double>::quiet_NaN();
  Method method = Method::automatic;
  int rung = 0;  ///< of the retry ladder; 0 = first attempt
  SolverStats stats;
  NetworkValues start;          ///< after equilibration and actions at t_begin; if it did
                                ///< not settle, where it ended
  std::vector<double> species;  ///< [n_times][n_species] amounts; empty unless asked for
  std::vector<double> parameters_over_time;  ///< [n_times][n_parameters]; empty unless asked for
  std::vector<double> fluxes;                ///< [n_times][n_reactions]; empty unless asked for
  std::vector<double> observables;  ///< [n_times][n_observables], in each observable's own unit
};

/// Which arrays of RunResult to fill.
struct RecordOptions {
  bool species = true;
  bool parameters = false;
  bool fluxes = false;
  bool observables = true;
};

/// What is tried after an integration has failed; see docs/numerics.md.
enum class RetryLadder : std::uint8_t {
  off,
  same_method,  ///< tighter tolerances only: the user asked for this method
  any_method
};

struct SimulateOptions {
  IntegratorOptions integrator;
  RetryLadder retry = RetryLadder::any_method;
  RecordOptions record;
  std::size_t lanes = 0;  ///< 0: as choose_method() says
  unsigned n_threads = 1;
};

/// A network ready to run: kernel, symbolic LU and method choice, shared by all threads.
class Simulator {
 public:
  /// Expects a validated network, which must outlive the simulator.
  explicit Simulator(const Network& network);
  ~Simulator();

  const Network& network() const;
  const Kernel& kernel() const;

  /// Resolves Method::automatic for these options, probing with `plan`.
  MethodChoice choose(const RunPlan& plan, const SimulateOptions& options) const;

  /// Supplies plans by number, so that a sweep of 10^6 runs need not hold them; called from any
  /// thread, must be pure. `deliver` is called once per run, one call at a time, in any order.
  using PlanSource = std::function<RunPlan(std::size_t index)>;
  using Deliver = std::function<void(std::size_t index, RunResult&& result)>;

  /// Runs 0 .. n_runs-1. A run's result does not depend on n_threads, lanes or other runs, once the
  /// method is chosen: Method::automatic is resolved with plan(0), so who splits one design over
  /// several calls resolves it first, by choose(). Cost of memory: some plans and results per lane.
  /// `cancelled`, if set, is polled; once it says true no run is started and running ones finish.
  /// What `plan` or `deliver` throws ends the call and is thrown on.
  void run(std::size_t n_runs, const PlanSource& plan, const SimulateOptions& options,
           const Deliver& deliver, const std::function<bool()>& cancelled = {}) const;

  /// The plans of one scenario, in order.
  std::vector<RunResult> run(const std::vector<RunPlan>& plans,
                             const SimulateOptions& options) const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace sigdyn
