#include "simulate/event_triggers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace sigdyn {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

bool is_comparison(Op op) {
  switch (op) {
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
      return true;
    default:
      return false;
  }
}

}  // namespace

EventTriggers::EventTriggers(const Network& network, const Kernel& kernel)
    : network_(&network), kernel_(&kernel), y_(kernel.n_states()) {
  std::set<Symbol> assigned;
  for (const Rule& rule : network.assignment_rules) assigned.insert(rule.target);
  const auto moves = [&](Symbol symbol) {
    return assigned.count(symbol) > 0 || kernel.state_of(symbol).has_value();
  };
  std::set<std::uint32_t> seen;
  for (const Event& event : network.events) {
    if (std::ranges::any_of(symbols_in(network.expressions, event.trigger), moves)) n_parts_ = 4;
    for (const std::uint32_t index : nodes_of(network.expressions, event.trigger)) {
      const ExpressionNode& node = network.expressions.nodes()[index];
      if (!is_comparison(node.op) || !seen.insert(index).second) continue;
      comparisons_.push_back({{index}, {node.a}, {node.b}});
    }
  }
}

TriggerTruth EventTriggers::evaluate(double t, const NetworkValues& values,
                                     const DelayHistory* history) const {
  TriggerTruth truth;
  truth.reserve(network_->events.size());
  for (const Event& event : network_->events) {
    const double value = kernel_->evaluate(event.trigger, t, values, history);
    truth.push_back(value != 0.0 && !std::isnan(value) ? 1 : 0);
  }
  return truth;
}

EventTriggers::Sample EventTriggers::look(const View& view, double t) {
  view.step.evaluate(t, y_.data());
  kernel_->set_states(y_, values_);
  kernel_->apply_assignments(t, values_, view.history);
  const auto value = [&](ExpressionId id) {
    return kernel_->evaluate(id, t, values_, view.history);
  };
  Sample sample;
  sample.t = t;
  for (const Comparison& comparison : comparisons_) {
    sample.truth.push_back(value(comparison.truth) != 0.0 ? 1 : 0);
    sample.differences.push_back(value(comparison.left) - value(comparison.right));
  }
  const TriggerTruth triggers = evaluate(t, values_, view.history);
  sample.truth.insert(sample.truth.end(), triggers.begin(), triggers.end());
  return sample;
}

bool EventTriggers::has_changed(const Sample& sample, const TriggerTruth& before) const {
  return !std::equal(before.begin(), before.end(),
                     sample.truth.begin() + static_cast<std::ptrdiff_t>(comparisons_.size()));
}

double EventTriggers::find_change(const DenseStep& step, const TriggerTruth& before,
                                  const NetworkValues& constants, const DelayHistory* history) {
  if (before.empty()) return never;
  values_ = constants;
  const View view{step, history};
  Sample here = look(view, step.t_begin());
  if (has_changed(here, before)) return std::nextafter(step.t_begin(), step.t_end());
  while (true) {
    auto turn = next_turn(view, here);
    if (!turn || turn->t >= step.t_end()) return never;
    if (has_changed(*turn, before)) return turn->t;
    here = std::move(*turn);
  }
}

/// The first time after `from` at which any comparison or trigger turns.
std::optional<EventTriggers::Sample> EventTriggers::next_turn(const View& view,
                                                              const Sample& from) {
  std::vector<Sample> samples{from};
  const double t_end = view.step.t_end();
  for (std::size_t i = 1; i <= n_parts_; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(n_parts_);
    const double t = i == n_parts_ ? t_end : from.t + share * (t_end - from.t);
    if (t <= samples.back().t) continue;
    samples.push_back(look(view, t));
    const std::size_t n = samples.size();
    // A dip before this sample comes first in time.
    if (n >= 3) {
      if (auto dip = search_dip(view, samples[n - 3], samples[n - 2], samples[n - 1])) return dip;
    }
    if (samples.back().truth != from.truth) {
      return narrow(view, samples[n - 2], std::move(samples[n - 1]));
    }
  }
  return std::nullopt;
}

/// Bisection on the truth itself, down to neighbouring floating point numbers.
EventTriggers::Sample EventTriggers::narrow(const View& view, const Sample& before, Sample after) {
  double t_before = before.t;
  while (true) {
    const double t = t_before + 0.5 * (after.t - t_before);
    if (t <= t_before || t >= after.t) return after;
    Sample middle = look(view, t);
    if (middle.truth == before.truth) {
      t_before = t;
    } else {
      after = std::move(middle);
    }
  }
}

/// Where a difference is smaller in the middle than at both sides, with one sign: follows it down
/// by golden sections, to find out whether it turns.
std::optional<EventTriggers::Sample> EventTriggers::search_dip(const View& view, const Sample& a,
                                                               const Sample& b, const Sample& c) {
  constexpr double golden = 0.38196601125010515;  // (3 - sqrt(5)) / 2
  constexpr int n_sections = 24;                  // narrows the bracket by 1e-5
  for (std::size_t i = 0; i < comparisons_.size(); ++i) {
    double low = std::abs(b.differences[i]);
    const bool is_dip = a.differences[i] * b.differences[i] > 0.0 &&
                        b.differences[i] * c.differences[i] > 0.0 &&
                        low < std::abs(a.differences[i]) && low < std::abs(c.differences[i]);
    if (!is_dip) continue;
    Sample left = a;  // only its time moves: all that lies left of a turn looks like it
    double middle = b.t;
    double right = c.t;
    for (int k = 0; k < n_sections; ++k) {
      const bool is_left = middle - left.t > right - middle;
      const double t =
          is_left ? middle - golden * (middle - left.t) : middle + golden * (right - middle);
      Sample sample = look(view, t);
      if (sample.truth != a.truth) return narrow(view, left, std::move(sample));
      const double difference = std::abs(sample.differences[i]);
      const bool is_lower = difference < low;
      if (is_lower) {
        (is_left ? right : left.t) = middle;
        middle = t;
        low = difference;
      } else {
        (is_left ? left.t : right) = t;
      }
    }
  }
  return std::nullopt;
}

}  // namespace sigdyn
