/// The explicit Runge-Kutta pair of Dormand and Prince, order 5(4), from Boost.Odeint, with its
/// dense output of order 4: for systems that are not stiff, one task after the other.
///
/// The stages, the error estimate and the interpolant are Odeint's; the step control is here,
/// because the error weights of ErrorControl are one per state and a step must be able to end a
/// task. Source: Dormand & Prince (1980), J. Comput. Appl. Math. 6:19-26,
/// doi:10.1016/0771-050X(80)90013-3; step control and first step: Hairer, Norsett & Wanner (1993),
/// Solving Ordinary Differential Equations I, 2nd ed., sections II.4 and II.5 (PI control with beta
/// = 0.04 as in their DOPRI5).
#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>

#include "base/contract.hpp"
#include "ode/detail/cached_step.hpp"
#include "ode/detail/error_weights.hpp"
#include "ode/detail/make_integrators.hpp"
#include "ode/detail/task_limits.hpp"

namespace sigdyn {
namespace {

using State = std::vector<double>;
using Stepper = boost::numeric::odeint::runge_kutta_dopri5<State>;

constexpr double order = 5.0;
constexpr double beta = 0.04;  // weight of the last error in the PI control
constexpr double safety = 0.9;
constexpr double smallest_factor = 0.2;  // h_new / h stays within these
constexpr double largest_factor = 10.0;

class Dopri5Step final : public detail::CachedStep {
 public:
  explicit Dopri5Step(std::size_t n) : CachedStep(n), dydt_begin_(n), dydt_end_(n) {}

  void restart(double t, const State& y, const State& dydt) {
    restart_at(t, y);
    dydt_end_ = dydt;
  }
  void advance(double t, const State& y, const State& dydt) {
    advance_to(t, y);
    dydt_begin_.swap(dydt_end_);
    dydt_end_ = dydt;
  }
  const State& y() const { return y_end(); }
  const State& dydt() const { return dydt_end_; }
  Stepper& stepper() { return stepper_; }

 private:
  void interpolate(double t, std::span<double> y) const override {
    interpolated_.resize(y.size());
    stepper_.calc_state(t, interpolated_, y_begin(), dydt_begin_, t_begin(), y_end(), dydt_end_,
                        t_end());
    std::copy(interpolated_.begin(), interpolated_.end(), y.begin());
  }

  Stepper stepper_;  ///< holds the stages of the last step
  State dydt_begin_;
  State dydt_end_;
  mutable State interpolated_;
};

class Dopri5Integrator final : public Integrator {
 public:
  Dopri5Integrator(LaneSystem& system, const IntegratorOptions& options)
      : system_(&system),
        options_(options),
        n_(system.size()),
        step_(n_),
        y_new_(n_),
        dydt_new_(n_),
        error_(n_),
        atol_(n_) {}

  void run(LaneClient& client) override {
    LaneTask task;
    while (client.start(0, task)) {
      if (!integrate(task, client)) return;
    }
  }

 private:
  /// False if the client has cancelled all work.
  bool integrate(const LaneTask& task, LaneClient& client) {
    SIGDYN_EXPECTS(task.y.size() == n_);
    stats_ = SolverStats{};
    if (detail::is_too_short(task.t, task.t_stop)) {
      client.stop(0, task.t_stop, task.y.data(), stats_);
      return true;
    }
    begin(task);
    const detail::TaskLimits limits(options_);
    while (true) {
      if (client.is_cancelled()) {
        fail(SolveStatus::cancelled, client);
        return false;
      }
      if (detail::is_too_short(step_.t_end(), step_.t_end() + h_)) {
        fail(is_non_finite_ ? SolveStatus::non_finite : SolveStatus::step_too_small, client);
        return true;
      }
      if (try_step(task.t_stop)) {
        const double t_end = std::min(client.step(0, step_), step_.t_end());
        if (t_end < step_.t_end() || t_end >= task.t_stop) {
          step_.evaluate(t_end, y_new_.data());
          client.stop(0, t_end, y_new_.data(), stats_);
          return true;
        }
      }
      if (const auto status = limits.exceeded(stats_); status != SolveStatus::success) {
        fail(status, client);
        return true;
      }
    }
  }

  void begin(const LaneTask& task) {
    detail::fill_absolute_tolerances(options_.error, task, atol_);
    rhs(task.t, task.y, dydt_new_);
    step_.restart(task.t, task.y, dydt_new_);
    is_non_finite_ = false;
    last_error_norm_ = 1e-4;  // as in DOPRI5: the PI term starts neutral
    was_rejected_ = false;
    h_ = task.h_first > 0.0 ? task.h_first : first_step(task);
    std::fill(error_.begin(), error_.end(), 0.0);
  }

  /// True if the step was accepted; step_ then holds it.
  bool try_step(double t_stop) {
    const double t = step_.t_end();
    if (options_.h_max > 0.0) h_ = std::min(h_, options_.h_max);
    // Stretched by up to 1 %, so that no sliver of a step remains at the end.
    const bool is_last = t + 1.01 * h_ >= t_stop;
    if (is_last) h_ = t_stop - t;
    const auto system = [this](const State& y, State& dydt, double time) { rhs(time, y, dydt); };
    step_.stepper().do_step(system, step_.y(), step_.dydt(), t, y_new_, dydt_new_, h_, error_);

    const double norm = error_norm();
    is_non_finite_ = !std::isfinite(norm);
    if (is_non_finite_ || norm > 1.0) {
      reject(norm);
      return false;
    }
    step_.advance(is_last ? t_stop : t + h_, y_new_, dydt_new_);
    accept(norm);
    return true;
  }

  void accept(double norm) {
    ++stats_.n_steps;
    const double bounded = std::max(norm, 1e-10);  // an exact step grows by largest_factor
    double factor =
        safety * std::pow(bounded, -(1.0 / order - 0.75 * beta)) * std::pow(last_error_norm_, beta);
    factor = std::clamp(factor, smallest_factor, was_rejected_ ? 1.0 : largest_factor);
    last_error_norm_ = std::max(norm, 1e-4);
    was_rejected_ = false;
    h_ *= factor;
  }

  void reject(double norm) {
    ++stats_.n_rejected;
    was_rejected_ = true;
    h_ *= is_non_finite_ ? 0.1 : std::max(smallest_factor, safety * std::pow(norm, -1.0 / order));
  }

  /// Root mean square of error_, which it replaces by its weighted form. Not finite if the new
  /// state or its derivative are not.
  double error_norm() {
    double sum = 0.0;
    double finite = 0.0;  // stays 0 unless a value is not finite: 0 * x is then NaN
    for (std::size_t i = 0; i < n_; ++i) {
      const double size = std::max(std::fabs(step_.y()[i]), std::fabs(y_new_[i]));
      error_[i] /= options_.error.rtol * size + atol_[i];
      finite += 0.0 * dydt_new_[i];
      sum += error_[i] * error_[i];
    }
    return std::sqrt(sum / static_cast<double>(n_)) + finite;
  }

  /// The automatic first step of Hairer, Norsett & Wanner, section II.4: a step that changes the
  /// state by a hundredth, then one whose error by the second derivative would be a hundredth of a
  /// weight.
  double first_step(const LaneTask& task) {
    const State& dydt = step_.dydt();
    const double size_y = weighted_norm(task.y, task.y);
    const double size_dydt = weighted_norm(dydt, task.y);
    if (!std::isfinite(size_dydt)) return 1e-6 * (task.t_stop - task.t);
    double h = size_y < 1e-5 || size_dydt < 1e-5 ? 1e-6 * (task.t_stop - task.t)
                                                 : 0.01 * size_y / size_dydt;
    h = std::min(h, task.t_stop - task.t);
    for (std::size_t i = 0; i < n_; ++i) y_new_[i] = task.y[i] + h * dydt[i];
    rhs(task.t + h, y_new_, dydt_new_);
    for (std::size_t i = 0; i < n_; ++i) error_[i] = dydt_new_[i] - dydt[i];
    const double curvature = weighted_norm(error_, task.y) / h;
    const double largest = std::max(size_dydt, curvature);
    if (!std::isfinite(largest)) return 1e-6 * h;
    const double h_order = largest <= 1e-15 ? std::max(1e-6 * (task.t_stop - task.t), h * 1e-3)
                                            : std::pow(0.01 / largest, 1.0 / order);
    return std::min({100.0 * h, h_order, task.t_stop - task.t});
  }

  double weighted_norm(const State& values, const State& y) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < n_; ++i) {
      const double ratio = values[i] / (options_.error.rtol * std::fabs(y[i]) + atol_[i]);
      sum += ratio * ratio;
    }
    return std::sqrt(sum / static_cast<double>(n_));
  }

  void rhs(double t, const State& y, State& dydt) {
    system_->rhs(&t, y.data(), dydt.data());
    ++stats_.n_rhs;
  }

  void fail(SolveStatus status, LaneClient& client) {
    client.failed(0, {status, step_.t_end(), h_, detail::worst_states(error_)}, stats_);
  }

  LaneSystem* system_;
  IntegratorOptions options_;
  std::size_t n_;
  Dopri5Step step_;
  State y_new_;
  State dydt_new_;
  State error_;  ///< of the last step tried; weighted once error_norm() has run
  State atol_;
  SolverStats stats_;
  double h_ = 0.0;
  double last_error_norm_ = 0.0;
  bool was_rejected_ = false;
  bool is_non_finite_ = false;
};

}  // namespace

std::unique_ptr<Integrator> detail::make_dopri5_integrator(LaneSystem& system,
                                                           const IntegratorOptions& options) {
  SIGDYN_EXPECTS(options.method == Method::dopri5);
  SIGDYN_EXPECTS(system.lanes() == 1);
  return std::make_unique<Dopri5Integrator>(system, options);
}

}  // namespace sigdyn
