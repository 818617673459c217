#include "simulate/run_progress.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/contract.hpp"
#include "simulate/apply_actions.hpp"

namespace sigdyn {

RunProgress::RunProgress(const Network& network, const Kernel& kernel,
                         const ErrorScale& error_scale, const Recorder& recorder)
    : kernel_(&kernel),
      error_scale_(&error_scale),
      recorder_(&recorder),
      events_(make_event_handler(network, kernel)),
      y_(kernel.n_states()),
      reached_(kernel.n_states()) {}

SolveStatus RunProgress::begin(const RunPlan& plan, const NetworkValues& values) {
  SIGDYN_EXPECTS(std::ranges::is_sorted(plan.output_times));
  SIGDYN_EXPECTS(plan.output_times.empty() || plan.output_times.front() >= plan.t_begin);
  SIGDYN_EXPECTS(plan.protocol.empty() || plan.protocol.front().t >= plan.t_begin);
  plan_ = &plan;
  result_ = {};
  recorder_->clear(plan.output_times.size(), result_);
  t_ = plan.t_begin;
  t_stop_ = t_;
  next_actions_ = 0;
  next_output_ = 0;
  values_ = values;
  std::ranges::fill(reached_, 0.0);

  kernel_->apply_assignments(t_, values_);
  apply_protocol();
  result_.start = values_;
  const SolveStatus status = events_ ? events_->begin(t_, values_) : SolveStatus::success;
  if (status == SolveStatus::success) record_outputs_at_present();
  sample_ = values_;
  return status;
}

bool RunProgress::next_segment(LaneTask& task) {
  if (is_over()) return false;

  const double t_end = plan_->output_times.back();
  t_stop_ = t_end;
  if (next_actions_ < plan_->protocol.size()) {
    t_stop_ = std::min(t_stop_, plan_->protocol[next_actions_].t);
  }
  if (events_) t_stop_ = std::min(t_stop_, events_->next_due());

  task.t = t_;
  task.t_stop = t_stop_;
  task.h_first = 0.0;
  task.y.resize(kernel_->n_states());
  task.error_scale.resize(kernel_->n_states());
  kernel_->get_states(values_, task.y);
  error_scale_->update(t_, t_end - plan_->t_begin, values_, reached_, task.error_scale);
  sample_ = values_;
  return true;
}

double RunProgress::step(const DenseStep& step) {
  const double t_cut = events_ ? events_->step(step, values_) : EventHandler::never;
  record_outputs_within(step, t_cut);
  return t_cut;
}

SolveStatus RunProgress::stop(double t, const double* y) {
  // An integrator may reach the stop but for rounding; protocol and output compare times exactly.
  constexpr double rounding = 4.0 * std::numeric_limits<double>::epsilon();
  t_ = t >= t_stop_ - rounding * std::abs(t_stop_) ? t_stop_ : t;
  kernel_->set_states({y, kernel_->n_states()}, values_);
  kernel_->apply_assignments(t_, values_, history());
  apply_protocol();
  if (events_) {
    const SolveStatus status = events_->stop(t_, values_);
    if (status != SolveStatus::success) return status;
  }
  record_outputs_at_present();
  return SolveStatus::success;
}

void RunProgress::apply_protocol() {
  while (next_actions_ < plan_->protocol.size() && plan_->protocol[next_actions_].t <= t_) {
    apply_actions(*kernel_, plan_->protocol[next_actions_].actions, t_, values_);
    ++next_actions_;
  }
}

void RunProgress::record_outputs_at_present() {
  while (!is_over() && plan_->output_times[next_output_] <= t_) {
    recorder_->record(next_output_, t_, values_, history(), result_);
    ++next_output_;
  }
}

void RunProgress::record_outputs_within(const DenseStep& step, double t_cut) {
  while (!is_over()) {
    const double t = plan_->output_times[next_output_];
    // At a stop the output waits for what happens there.
    if (t > step.t_end() || t >= t_stop_ || t >= t_cut) return;
    step.evaluate(t, y_.data());
    kernel_->set_states(y_, sample_);
    kernel_->apply_assignments(t, sample_, history());
    recorder_->record(next_output_, t, sample_, history(), result_);
    ++next_output_;
  }
}

}  // namespace sigdyn
