#include "simulate/event_queue.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "simulate/apply_actions.hpp"

namespace sigdyn {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

EventQueue::EventQueue(const Network& network, const Kernel& kernel)
    : network_(&network), kernel_(&kernel) {}

void EventQueue::clear(std::uint64_t seed) {
  waiting_.clear();
  random_state_ = seed;
}

void EventQueue::add(std::size_t event, double t, const NetworkValues& values,
                     const DelayHistory* history) {
  const Event& entry = network_->events[event];
  Waiting waiting;
  waiting.event = event;
  waiting.due = t;
  if (entry.delay) {
    const double delay = kernel_->evaluate(*entry.delay, t, values, history);
    if (delay > 0.0) waiting.due += delay;  // a negative or undefined delay is none
  }
  if (entry.use_values_from_trigger_time) {
    waiting.values = evaluate_assignments(entry, t, values, history);
  }
  waiting_.push_back(std::move(waiting));
}

void EventQueue::drop(std::size_t event) {
  if (network_->events[event].persistent) return;
  std::erase_if(waiting_, [event](const Waiting& waiting) { return waiting.event == event; });
}

double EventQueue::next_due() const {
  double earliest = infinity;
  for (const Waiting& waiting : waiting_) earliest = std::min(earliest, waiting.due);
  return earliest;
}

bool EventQueue::execute_next(double t, NetworkValues& values, const DelayHistory* history) {
  std::vector<std::size_t> best;
  double best_priority = -infinity;
  bool best_has_priority = false;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (waiting_[i].due > t) continue;
    const Event& event = network_->events[waiting_[i].event];
    const bool has_priority = event.priority.has_value();
    const double priority =
        has_priority ? kernel_->evaluate(*event.priority, t, values, history) : -infinity;
    const bool is_better = best.empty() || (has_priority && !best_has_priority) ||
                           (has_priority && priority > best_priority);
    if (is_better) {
      best = {i};
      best_priority = priority;
      best_has_priority = has_priority;
    } else if (has_priority && priority == best_priority) {
      best.push_back(i);
    }
  }
  if (best.empty()) return false;
  const std::size_t chosen = best.size() == 1 ? best[0] : best[random_below(best.size())];
  const Waiting next = std::move(waiting_[chosen]);
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(chosen));
  const Event& event = network_->events[next.event];
  assign(event,
         event.use_values_from_trigger_time ? next.values
                                            : evaluate_assignments(event, t, values, history),
         t, values, history);
  return true;
}

std::vector<double> EventQueue::evaluate_assignments(const Event& event, double t,
                                                     const NetworkValues& values,
                                                     const DelayHistory* history) const {
  std::vector<double> result;
  result.reserve(event.assignments.size());
  for (const EventAssignment& assignment : event.assignments) {
    result.push_back(kernel_->evaluate(assignment.value, t, values, history));
  }
  return result;
}

void EventQueue::assign(const Event& event, const std::vector<double>& assigned, double t,
                        NetworkValues& values, const DelayHistory* history) const {
  std::vector<double> amounts = assigned;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    const auto& volume = event.assignments[i].volume;
    if (volume) amounts[i] *= values.parameters[volume->index];
  }
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    value_of(event.assignments[i].target, values) = amounts[i];
  }
  kernel_->apply_assignments(t, values, history);
}

/// SplitMix64 and a multiplication: without bias that could be seen for the few that ever tie.
/// Source: Steele, Lea & Flood (2014), OOPSLA, doi:10.1145/2660193.2660195; Lemire (2019),
/// ACM Trans. Model. Comput. Simul. 29:3, doi:10.1145/3230636.
std::uint64_t EventQueue::random_below(std::uint64_t n) {
  random_state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = random_state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  z ^= z >> 31;
  return (z >> 32) * n >> 32;
}

}  // namespace sigdyn
