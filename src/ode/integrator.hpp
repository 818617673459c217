/// Integrators: the choice of method, its tolerances, and the one call that runs them.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "ode/lane_client.hpp"
#include "ode/lane_system.hpp"

namespace sigdyn {

/// automatic is resolved by choose_method() before an integrator is made.
enum class Method : std::uint8_t {
  automatic,
  dopri5,      ///< explicit Runge-Kutta 5(4); lanes
  rock4,       ///< stabilised explicit, order 4; lanes
  rodas5p,     ///< Rosenbrock, order 5, stiffly accurate; lanes
  cvode_bdf,   ///< SUNDIALS CVODES with KLU; scalar
  cvode_gmres  ///< SUNDIALS CVODES with preconditioned GMRES; scalar
};
const char* to_string(Method method);
/// Throws nothing; unknown names give automatic and false in *known.
Method parse_method(const std::string& name, bool* known);

/// error weight of state i: rtol * |y_i| + atol_i, with atol_i = atol * error_scale_i of the task,
/// or absolute_atol[i] where that is >= 0. The norm is the root mean square over the states.
struct ErrorControl {
  double rtol = 1e-6;
  double atol = 1e-6;                 ///< relative to each state's scale
  std::vector<double> absolute_atol;  ///< [n] or empty; negative entries mean "use atol"
};

struct IntegratorOptions {
  Method method = Method::automatic;
  ErrorControl error;
  std::int64_t max_steps = 1'000'000;  ///< accepted and rejected, per task
  double h_max = 0.0;                  ///< 0: no limit
  double wall_limit = 0.0;             ///< [s] per task; 0: none
};

/// Reusable, one per thread. Symbolic work (ordering, static LU) is done once in the constructor.
class Integrator {
 public:
  virtual ~Integrator() = default;
  /// Runs all tasks the client has, W at a time; a lane that ends one is refilled at once.
  virtual void run(LaneClient& client) = 0;
};

/// Work on the structure that integrators of one model share between threads: elimination order,
/// fill, positions of the static LU. Made once per model.
class SymbolicLu;
inline constexpr std::uint64_t any_work = std::numeric_limits<std::uint64_t>::max();
/// Null if one factorisation would take more multiply-adds than `max_multiply_adds`, which is known
/// sooner than the factors are.
std::shared_ptr<const SymbolicLu> analyse_pattern(const SparsityPattern& pattern,
                                                  std::uint64_t max_multiply_adds = any_work);

/// Expects options.method other than automatic and a system whose W the method supports
/// (cvode_*: W == 1). `lu` may be null for methods without linear algebra.
std::unique_ptr<Integrator> make_integrator(LaneSystem& system, const IntegratorOptions& options,
                                            std::shared_ptr<const SymbolicLu> lu);

/// What automatic resolves to, and why, in words for --explain-solver.
struct MethodChoice {
  Method method = Method::rodas5p;
  std::size_t lanes = 1;  ///< best W for ensembles
  std::string reason;
};

/// As analyse_pattern() of the system's pattern; may keep what it has made.
using LuSource = std::function<std::shared_ptr<const SymbolicLu>(std::uint64_t max_multiply_adds)>;

/// Chooses by size, fill of the LU, and the spectral radius probed at (t, y) over a window of
/// length `span`. `system` is a scalar (W == 1) system. Asks for the LU only where its cost can
/// decide, and for no more work than decides. Cost besides: some tens to hundreds of right-hand
/// sides.
MethodChoice choose_method(LaneSystem& system, const LuSource& lu, const LaneTask& task,
                           double span, const ErrorControl& error);

}  // namespace sigdyn
