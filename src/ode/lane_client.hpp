/// The contract between integrators and those who feed them: where tasks come from, what happens at
/// accepted steps, at stops and after failures. Integrators know no biology; clients know no steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sigdyn {

enum class SolveStatus : std::uint8_t {
  success,
  max_steps,         ///< the step limit was reached
  step_too_small,    ///< the step fell below what the time can resolve
  newton_failure,    ///< a nonlinear or linear solve kept failing
  non_finite,        ///< the right-hand side became NaN or infinite
  time_limit,        ///< the wall-clock limit of one run was reached
  event_chattering,  ///< events fired without end in no time
  cancelled          ///< stopped from outside before the run ended
};
const char* to_string(SolveStatus status);

struct SolverStats {
  std::int64_t n_steps = 0;  ///< accepted
  std::int64_t n_rejected = 0;
  std::int64_t n_rhs = 0;
  std::int64_t n_jacobian = 0;
  std::int64_t n_decompositions = 0;
};

/// One continuous piece of a solution to integrate: from (t, y) to t_stop, without discontinuity.
/// `y` [n] and `error_scale` [n] (typical magnitude of each state, >= 0; see ErrorControl) are
/// filled by the client. h_first = 0 lets the integrator choose the first step.
struct LaneTask {
  double t = 0.0;
  double t_stop = 0.0;
  double h_first = 0.0;
  std::vector<double> y;
  std::vector<double> error_scale;
};

/// The solution over one accepted step of one lane. Valid only during the call it is passed to.
class DenseStep {
 public:
  virtual ~DenseStep() = default;
  virtual double t_begin() const = 0;
  virtual double t_end() const = 0;
  /// y [n] at a time in [t_begin, t_end], by the method's own interpolant; exact at both ends.
  virtual void evaluate(double t, double* y) const = 0;
  /// One component only.
  virtual double evaluate(double t, std::size_t i) const = 0;
};

struct LaneFailure {
  SolveStatus status = SolveStatus::success;
  double t_reached = 0.0;
  double h = 0.0;
  std::vector<std::size_t> worst;  ///< up to three states with the largest weighted error
};

/// Calls for one lane come in the order start, (step)*, (stop | failed), with a new start or an
/// idle lane after the last. The client owns which run a lane works on.
class LaneClient {
 public:
  virtual ~LaneClient() = default;

  /// Gives lane `lane` its next task (and sets the lane's parameters in the LaneSystem); false if
  /// there is none left: the lane stays idle. Called at the beginning and after stop or failed.
  virtual bool start(std::size_t lane, LaneTask& task) = 0;

  /// After each accepted step. Returns the time at which the integration of this task must end:
  /// step.t_end() or later to go on, an earlier time in (t_begin, t_end] to cut the step there (a
  /// root of an event); then stop() follows with the interpolated state.
  virtual double step(std::size_t lane, const DenseStep& step) = 0;

  /// The task ended at t (t_stop, or where step() cut it) with state y [n].
  virtual void stop(std::size_t lane, double t, const double* y, const SolverStats& stats) = 0;

  virtual void failed(std::size_t lane, const LaneFailure& failure, const SolverStats& stats) = 0;

  /// Asked once per round of steps; true ends the call early: lanes at work fail as `cancelled`.
  virtual bool is_cancelled() const { return false; }
};

}  // namespace sigdyn
