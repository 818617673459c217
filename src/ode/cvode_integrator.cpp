/// BDF of SUNDIALS CVODES, one task after the other: for large networks, and as an independent
/// check of the project's own methods. Outputs come from CVODE's own interpolant; the steps do not
/// depend on them.
#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "base/contract.hpp"
#include "ode/detail/cached_step.hpp"
#include "ode/detail/cvode_session.hpp"
#include "ode/detail/cvode_status.hpp"
#include "ode/detail/make_integrators.hpp"
#include "ode/detail/task_limits.hpp"

namespace sigdyn {
namespace {

using detail::CvodeSession;
using detail::CvodeSolver;

/// The last step of a session.
class CvodeStep final : public detail::CachedStep {
 public:
  CvodeStep(CvodeSession& session, std::size_t n) : CachedStep(n), session_(&session) {}

  void begin() { restart_at(session_->t(), session_->y()); }

  /// Takes the session's next step; returns CVODE's flag.
  int take() {
    const int flag = session_->step();
    if (flag >= 0) advance_to(session_->t(), session_->y());
    return flag;
  }

 private:
  void interpolate(double t, std::span<double> y) const override { session_->interpolate(t, y); }

  CvodeSession* session_;
};

class CvodeIntegrator final : public Integrator {
 public:
  CvodeIntegrator(LaneSystem& system, const IntegratorOptions& options)
      : options_(options),
        session_(system, options,
                 options.method == Method::cvode_gmres ? CvodeSolver::gmres : CvodeSolver::klu),
        step_(session_, system.size()),
        y_end_(system.size()) {}

  void run(LaneClient& client) override {
    LaneTask task;
    while (client.start(0, task)) {
      if (!integrate(task, client)) return;
    }
  }

 private:
  /// False if the client has cancelled all work.
  bool integrate(const LaneTask& task, LaneClient& client) {
    if (detail::is_too_short(task.t, task.t_stop)) {
      client.stop(0, task.t_stop, task.y.data(), SolverStats{});
      return true;
    }
    session_.begin(task);
    step_.begin();
    const detail::TaskLimits limits(options_);
    while (true) {
      if (client.is_cancelled()) {
        fail(SolveStatus::cancelled, client);
        return false;
      }
      const int flag = step_.take();
      if (flag < 0) {
        fail(detail::status_of_cvode_flag(flag), client);
        return true;
      }
      const double t_end = std::min(client.step(0, step_), step_.t_end());
      if (t_end < step_.t_end() || t_end >= task.t_stop) {
        step_.evaluate(t_end, y_end_.data());
        client.stop(0, t_end, y_end_.data(), session_.stats());
        return true;
      }
      if (detail::is_too_short(step_.t_begin(), step_.t_end())) {
        // CVODE would go on without moving.
        fail(session_.met_non_finite() ? SolveStatus::non_finite : SolveStatus::step_too_small,
             client);
        return true;
      }
      if (const auto status = limits.exceeded(session_.stats()); status != SolveStatus::success) {
        fail(status, client);
        return true;
      }
    }
  }

  void fail(SolveStatus status, LaneClient& client) {
    client.failed(0, {status, session_.t(), session_.last_h(), session_.worst()}, session_.stats());
  }

  IntegratorOptions options_;
  CvodeSession session_;
  CvodeStep step_;
  std::vector<double> y_end_;
};

}  // namespace

std::unique_ptr<Integrator> detail::make_cvode_integrator(LaneSystem& system,
                                                          const IntegratorOptions& options) {
  SIGDYN_EXPECTS(options.method == Method::cvode_bdf || options.method == Method::cvode_gmres);
  SIGDYN_EXPECTS(system.lanes() == 1);
  return std::make_unique<CvodeIntegrator>(system, options);
}

}  // namespace sigdyn
