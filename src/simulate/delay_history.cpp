#include "simulate/delay_history.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "base/contract.hpp"
#include "simulate/apply_actions.hpp"

namespace sigdyn {
namespace {

/// Chebyshev points of the second kind on [0, 1], ends included.
/// Source: Berrut & Trefethen (2004), SIAM Rev. 46:501, eq. 5.4, doi:10.1137/S0036144502417715.
double node_at(std::size_t i, std::size_t n) {
  return 0.5 -
         0.5 * std::cos(std::numbers::pi * static_cast<double>(i) / static_cast<double>(n - 1));
}

/// Their barycentric weights: alternating, halved at the ends (the same source).
double weight_at(std::size_t i, std::size_t n) {
  const double sign = i % 2 == 0 ? 1.0 : -1.0;
  return i == 0 || i + 1 == n ? 0.5 * sign : sign;
}

}  // namespace

RecordedHistory::RecordedHistory(const Network& network, const Kernel& kernel)
    : network_(&network), kernel_(&kernel) {
  for (const ExpressionNode& node : network.expressions.nodes()) {
    if (node.op == Op::delay) rules_.emplace(node.a, rules_for({node.a}));
  }
  for (const Rule& rule : network.initial_rules) {
    if (!reads_time(network.expressions, rule.value)) steady_rules_.push_back(rule.target);
  }
}

/// The assignments that `operand` reads, directly or through others, in order.
RecordedHistory::RuleList RecordedHistory::rules_for(ExpressionId operand) const {
  const std::vector<Symbol> read = symbols_in(network_->expressions, operand);
  std::set<Symbol> needed(read.begin(), read.end());
  RuleList list;
  for (std::size_t i = network_->assignment_rules.size(); i-- > 0;) {
    const Rule& rule = network_->assignment_rules[i];
    if (needed.count(rule.target) == 0) continue;
    const std::vector<Symbol> more = symbols_in(network_->expressions, rule.value);
    needed.insert(more.begin(), more.end());
    list.push_back(i);
  }
  std::ranges::reverse(list);
  return list;
}

void RecordedHistory::begin(double t, const NetworkValues& values) {
  pieces_.clear();
  turns_.clear();
  turns_.push_back({t, values});
}

void RecordedHistory::add(const DenseStep& step, double t_end) {
  Piece& piece = pieces_.emplace_back();
  piece.t_begin = step.t_begin();
  piece.t_end = t_end;
  const std::size_t n_states = kernel_->n_states();
  piece.y.resize(n_nodes * n_states);
  for (std::size_t i = 0; i < n_nodes; ++i) {
    const double t =
        i + 1 == n_nodes ? t_end : piece.t_begin + node_at(i, n_nodes) * (t_end - piece.t_begin);
    step.evaluate(t, piece.y.data() + i * n_states);
  }
}

void RecordedHistory::turn(double t, const NetworkValues& values) {
  turns_.push_back({t, values});
}

void RecordedHistory::interpolate(double t, const Piece& piece, std::vector<double>& y) const {
  const std::size_t n_states = kernel_->n_states();
  y.assign(n_states, 0.0);
  const double x = (t - piece.t_begin) / (piece.t_end - piece.t_begin);
  double sum = 0.0;
  for (std::size_t i = 0; i < n_nodes; ++i) {
    const double distance = x - node_at(i, n_nodes);
    if (distance == 0.0) {
      std::copy_n(piece.y.data() + i * n_states, n_states, y.data());
      return;
    }
    const double weight = weight_at(i, n_nodes) / distance;
    sum += weight;
    for (std::size_t j = 0; j < n_states; ++j) y[j] += weight * piece.y[i * n_states + j];
  }
  for (double& component : y) component /= sum;
}

NetworkValues RecordedHistory::values_at(double t_past) const {
  SIGDYN_EXPECTS(!turns_.empty());
  if (t_past < turns_.front().t) {
    NetworkValues values = turns_.front().values;
    kernel_->apply_initial_rules(t_past, values, steady_rules_);
    return values;
  }
  const auto after = std::upper_bound(turns_.begin(), turns_.end(), t_past,
                                      [](double t, const Turn& turn) { return t < turn.t; });
  NetworkValues values = std::prev(after)->values;
  const double t_turn = std::prev(after)->t;
  // The piece that contains t_past, and begins at the turn in force or later.
  auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), t_past,
                                [](double t, const Piece& p) { return t < p.t_begin; });
  if (piece != pieces_.begin() && std::prev(piece)->t_begin >= t_turn) {
    std::vector<double> y;
    interpolate(t_past, *std::prev(piece), y);
    kernel_->set_states(y, values);
  }
  return values;
}

double RecordedHistory::value(ExpressionId operand, double t_past) const {
  NetworkValues values = values_at(t_past);
  for (const std::size_t i : rules_.at(operand.index)) {
    const Rule& rule = network_->assignment_rules[i];
    value_of(rule.target, values) = kernel_->evaluate(rule.value, t_past, values, this);
  }
  return kernel_->evaluate(operand, t_past, values, this);
}

}  // namespace sigdyn
