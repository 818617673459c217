/// SUNDIALS CVODES over a scalar LaneSystem: its memory, its callbacks and its linear solver.
///
/// Variable-order, variable-step BDF of order 1 to 5 in fixed-leading-coefficient form, modified
/// Newton with the analytic sparse Jacobian.
/// Source: Hindmarsh et al. (2005), ACM Trans. Math. Softw. 31:363-396,
/// doi:10.1145/1089014.1089020; KLU: Davis & Natarajan (2010), ACM Trans. Math. Softw. 37:36,
/// doi:10.1145/1824801.1824814.
#pragma once

#include <cstddef>
#include <exception>
#include <span>
#include <vector>

#include "ode/detail/incomplete_lu.hpp"
#include "ode/detail/newton_matrix.hpp"
#include "ode/detail/sundials_handle.hpp"
#include "ode/integrator.hpp"

namespace sigdyn::detail {

enum class CvodeSolver { klu, gmres };

class CvodeSession {
 public:
  CvodeSession(LaneSystem& system, IntegratorOptions options, CvodeSolver solver);
  ~CvodeSession();
  CvodeSession(const CvodeSession&) = delete;
  CvodeSession& operator=(const CvodeSession&) = delete;

  /// Starts a task with no memory of the ones before it, so that its result does not depend on
  /// them.
  void begin(const LaneTask& task);

  /// One accepted step. Returns CVODE's flag: negative if it gave up. Rethrows what the system
  /// threw.
  int step();

  double t() const { return t_; }
  std::span<const double> y() const;                ///< [n] at t()
  void interpolate(double t, std::span<double> y);  ///< within the last step
  double last_h() const;                            ///< the step tried last
  SolverStats stats() const;
  std::vector<std::size_t> worst() const;  ///< of the last error test
  /// True if a derivative was not finite in one of the last few steps or in the one under way.
  bool met_non_finite() const;

 private:
  struct Callbacks;

  void attach_klu();
  void attach_gmres();
  int note_non_finite(const double* dydt);
  void update_matrix(double t, N_Vector y, bool is_jacobian_current, double gamma);

  LaneSystem* system_;
  IntegratorOptions options_;
  std::size_t n_;
  Owned<SUNContext> context_;
  NewtonMatrix matrix_;
  IncompleteLu incomplete_lu_;
  Owned<N_Vector> y_, atol_, scratch_, weight_;
  Owned<SUNLinearSolver> linear_solver_;
  OwnedCvode cvode_;

  CvodeSolver solver_;
  double t_ = 0.0;
  double t_stop_ = 0.0;
  SolverStats counts_;                   ///< those that CVODE does not count
  std::int64_t n_steps_ = 0;             ///< calls of step() in this task
  std::vector<std::size_t> non_finite_;  ///< states whose derivative was not finite last time
  std::int64_t step_of_non_finite_ = 0;  ///< when that was
  std::exception_ptr thrown_;            ///< by the system, on its way through C code
};

}  // namespace sigdyn::detail
