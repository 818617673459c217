#include "simulate/event_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <variant>

namespace sigdyn {
namespace {

bool is_order(Op op) {
  return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal;
}

/// Expressions whose turns matter: triggers, rates, and what is assigned.
std::vector<ExpressionId> roots_of(const Network& network) {
  std::vector<ExpressionId> roots;
  for (const Event& event : network.events) roots.push_back(event.trigger);
  for (const Rule& rule : network.assignment_rules) roots.push_back(rule.value);
  for (const Rule& rule : network.rate_rules) roots.push_back(rule.value);
  for (const Reaction& reaction : network.reactions) {
    if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) roots.push_back(law->flux);
  }
  return roots;
}

}  // namespace

EventTimes::EventTimes(const Network& network, const Kernel& kernel)
    : network_(&network), kernel_(&kernel) {
  ExpressionGraph graph = network.expressions;  // derivatives are added to a copy
  std::set<Symbol> moving;
  for (const Rule& rule : network.assignment_rules) moving.insert(rule.target);
  const auto stands_still = [&](Symbol symbol) {
    return moving.count(symbol) == 0 && !kernel.state_of(symbol);
  };
  std::set<std::uint32_t> seen;
  for (const ExpressionId root : roots_of(network)) {
    for (const std::uint32_t index : nodes_of(network.expressions, root)) {
      const ExpressionNode node = network.expressions.nodes()[index];
      if (!is_order(node.op) || !seen.insert(index).second) continue;
      const ExpressionId difference = graph.make(Op::subtract, {node.a}, {node.b});
      const bool is_affine = reads_time(graph, difference) &&
                             !reads_time(graph, differentiate_by_time(graph, difference)) &&
                             std::ranges::all_of(symbols_in(graph, difference), stands_still);
      if (is_affine) turns_.push_back({{node.a}, {node.b}});
    }
  }
}

double EventTimes::next(double t, const NetworkValues& values) const {
  const auto value = [&](ExpressionId id, double at) { return kernel_->evaluate(id, at, values); };
  double earliest = std::numeric_limits<double>::infinity();
  for (const Turn& turn : turns_) {
    double t_turn = 0.0;
    const bool left_is_time = network_->expressions[turn.left].op == Op::time;
    const bool right_is_time = network_->expressions[turn.right].op == Op::time;
    if (left_is_time && !reads_time(network_->expressions, turn.right)) {
      t_turn = value(turn.right, t);  // exactly as written, without rounding
    } else if (right_is_time && !reads_time(network_->expressions, turn.left)) {
      t_turn = value(turn.left, t);
    } else {
      const double here = value(turn.left, t) - value(turn.right, t);
      const double later = value(turn.left, t + 1.0) - value(turn.right, t + 1.0);
      t_turn = t - here / (later - here);
    }
    if (t_turn > t) earliest = std::min(earliest, t_turn);  // false for NaN too
  }
  return earliest;
}

}  // namespace sigdyn
