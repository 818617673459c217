#include "simulate/equilibration_progress.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/contract.hpp"
#include "simulate/apply_actions.hpp"

namespace sigdyn {
namespace {

/// One quiet step may be a turning point of all states at once; two in a row are not.
constexpr int quiet_steps_needed = 2;

}  // namespace

EquilibrationProgress::EquilibrationProgress(const Kernel& kernel, const ErrorScale& error_scale)
    : kernel_(&kernel),
      error_scale_(&error_scale),
      scale_(kernel.n_states()),
      reached_(kernel.n_states()),
      y_before_(kernel.n_states()),
      y_(kernel.n_states()) {}

void EquilibrationProgress::begin(const RunPlan& plan, const NetworkValues& values) {
  SIGDYN_EXPECTS(plan.equilibration.has_value());
  plan_ = &plan;
  values_ = values;
  t_ = plan.t_begin;
  is_begun_ = false;
  is_settled_ = false;
  n_quiet_steps_ = 0;
  drifting_state_ = 0;
  drift_ = 0.0;
  std::ranges::fill(reached_, 0.0);
  apply_actions(*kernel_, plan.equilibration->actions, t_, values_);
}

bool EquilibrationProgress::next_segment(LaneTask& task) {
  const double span = plan_->equilibration->at_most;
  if (is_begun_ || span <= 0.0) {
    is_settled_ = is_settled_ || span <= 0.0;
    return false;
  }
  is_begun_ = true;
  task.t = t_;
  task.t_stop = t_ + span;
  task.h_first = 0.0;
  task.y.resize(kernel_->n_states());
  task.error_scale.resize(kernel_->n_states());
  kernel_->get_states(values_, task.y);
  error_scale_->update(t_, span, values_, reached_, task.error_scale);
  scale_ = task.error_scale;
  y_before_ = task.y;
  return true;
}

double EquilibrationProgress::step(const DenseStep& step) {
  constexpr double go_on = std::numeric_limits<double>::infinity();
  if (plan_->equilibration->until == Equilibration::Until::duration) return go_on;

  measure_drift(step);
  n_quiet_steps_ = drift_ <= plan_->equilibration->tolerance ? n_quiet_steps_ + 1 : 0;
  is_settled_ = n_quiet_steps_ >= quiet_steps_needed;
  return is_settled_ ? step.t_end() : go_on;
}

void EquilibrationProgress::measure_drift(const DenseStep& step) {
  step.evaluate(step.t_end(), y_.data());
  const double steps_within = plan_->equilibration->at_most / (step.t_end() - step.t_begin());
  drift_ = 0.0;
  for (std::size_t i = 0; i < y_.size(); ++i) {
    // What a state has become counts as its scale too: it may have started far below.
    scale_[i] = std::max(scale_[i], std::abs(y_[i]));
    const double drift = std::abs(y_[i] - y_before_[i]) * steps_within / scale_[i];
    if (drift > drift_) {
      drift_ = drift;
      drifting_state_ = i;
    }
  }
  y_before_.swap(y_);
}

SolveStatus EquilibrationProgress::stop(double t, const double* y) {
  t_ = t;
  kernel_->set_states({y, kernel_->n_states()}, values_);
  kernel_->apply_assignments(t_, values_);
  // The last step that the limit allows has none after it: it counts alone.
  const bool is_quiet = n_quiet_steps_ > 0;
  is_settled_ =
      is_settled_ || is_quiet || plan_->equilibration->until == Equilibration::Until::duration;
  return SolveStatus::success;
}

}  // namespace sigdyn
