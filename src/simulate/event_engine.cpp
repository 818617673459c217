#include "simulate/event_engine.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sigdyn {
namespace {

constexpr std::uint64_t tie_seed = 0x5349474459;  // the same in every run: results reproduce

/// One instant: far more than any cascade of a model has.
constexpr int max_executions = 100'000;

/// Stops in a row that do not get further than this share of the time count as chattering.
constexpr int max_stops_in_no_time = 2000;
constexpr double no_time = 1e-9;

}  // namespace

EventEngine::EventEngine(const Network& network, const Kernel& kernel, EventTimes times)
    : network_(&network),
      kernel_(&kernel),
      times_(std::move(times)),
      triggers_(network, kernel),
      queue_(network, kernel) {
  for (const ExpressionNode& node : network.expressions.nodes()) {
    if (node.op == Op::delay) lags_.push_back({node.b});
  }
  if (!lags_.empty()) history_.emplace(network, kernel);
}

SolveStatus EventEngine::begin(double t, NetworkValues& values) {
  queue_.clear(tie_seed);
  if (history_) {
    history_->begin(t, values);
    kernel_->apply_assignments(t, values, history());
    history_->begin(t, values);
  }
  truth_.clear();
  for (const Event& event : network_->events) truth_.push_back(event.initial_value ? 1 : 0);
  t_recent_ = t;
  n_recent_ = 0;
  const SolveStatus status = fire(t, values);
  if (history_) history_->turn(t, values);
  update_next_due(t, values);
  return status;
}

double EventEngine::step(const DenseStep& step, const NetworkValues& constants) {
  const double t_cut = triggers_.find_change(step, truth_, constants, history());
  if (history_) history_->add(step, std::min(t_cut, step.t_end()));
  return t_cut;
}

SolveStatus EventEngine::stop(double t, NetworkValues& values) {
  if (history_) kernel_->apply_assignments(t, values, history());
  const SolveStatus status = is_chattering(t) ? SolveStatus::event_chattering : fire(t, values);
  if (history_) history_->turn(t, values);
  update_next_due(t, values);
  return status;
}

SolveStatus EventEngine::fire(double t, NetworkValues& values) {
  look_at_triggers(t, values);
  for (int n = 0; queue_.execute_next(t, values, history()); ++n) {
    if (n == max_executions) return SolveStatus::event_chattering;
    look_at_triggers(t, values);
  }
  return SolveStatus::success;
}

/// All triggers see the same values; those that turn true at once take their values from now.
void EventEngine::look_at_triggers(double t, const NetworkValues& values) {
  const TriggerTruth now = triggers_.evaluate(t, values, history());
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i] != 0 && truth_[i] == 0) queue_.add(i, t, values, history());
    if (now[i] == 0 && truth_[i] != 0) queue_.drop(i);
  }
  truth_ = now;
}

bool EventEngine::is_chattering(double t) {
  if (t - t_recent_ > no_time * std::abs(t)) {
    t_recent_ = t;
    n_recent_ = 0;
  }
  return ++n_recent_ > max_stops_in_no_time;
}

/// With delays a segment is no longer than the shortest, so that the past never lies ahead.
void EventEngine::update_next_due(double t, const NetworkValues& values) {
  next_due_ = std::min(queue_.next_due(), times_.next(t, values));
  for (const ExpressionId lag : lags_) {
    const double length = kernel_->evaluate(lag, t, values, history());
    if (length > 0.0) next_due_ = std::min(next_due_, t + length);
  }
}

}  // namespace sigdyn
