#include "model/detail/dimension_of.hpp"

#include <array>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

constexpr double max_exponent = 9.0;

Dimension power(Dimension d, int n) {
  return {d.time * n, d.amount * n, d.length * n};
}

class Analysis {
 public:
  Analysis(const ExpressionGraph& graph, const std::function<Dimension(Symbol)>& of_symbol)
      : graph_(graph), of_symbol_(of_symbol) {}

  /// Nodes are in topological order, so those below `id` are seen before it.
  DimensionOf run(ExpressionId id) {
    for (const std::uint32_t node : nodes_of(graph_, id)) {
      known_[node] = of(graph_[ExpressionId{node}]);
      if (known_[node].problem) return known_[node];
    }
    return known_[id.index];
  }

 private:
  DimensionOf of(const ExpressionNode& node) {
    switch (node.op) {
      case Op::constant:
        return {dimensionless, node.constant == 0.0, {}};
      case Op::symbol:
        return {of_symbol_(node.symbol), false, {}};
      case Op::time:
        return {time_dimension, false, {}};
      case Op::add:
      case Op::subtract:
      case Op::min:
      case Op::max:
      case Op::remainder:
        return common(node.a, node.b);
      case Op::multiply:
        return {known_[node.a].dimension * known_[node.b].dimension, false, {}};
      case Op::divide:
        return {known_[node.a].dimension / known_[node.b].dimension, false, {}};
      case Op::negate:
      case Op::abs:
      case Op::delay:
        return known_[node.a];
      case Op::power:
        return of_power(node);
      case Op::sqrt:
        return of_root(node);
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
        return as_pure(common(node.a, node.b));
      case Op::select:
        return common(node.b, node.c);
      default:
        return of_function(node);
    }
  }

  DimensionOf common(std::uint32_t a, std::uint32_t b) {
    DimensionOf left = known_[a];
    DimensionOf right = known_[b];
    if (left.is_zero) return right;
    if (right.is_zero || left.dimension == right.dimension) return left;
    return problem(fmt::format("{} and {} are added or compared", to_string(left.dimension),
                               to_string(right.dimension)));
  }

  DimensionOf of_power(const ExpressionNode& node) {
    const ExpressionNode& exponent = graph_[ExpressionId{node.b}];
    if (known_[node.b].dimension != dimensionless) {
      return problem("an exponent has the dimension " + to_string(known_[node.b].dimension));
    }
    if (known_[node.a].dimension == dimensionless) return {};
    if (exponent.op != Op::constant || exponent.constant != std::floor(exponent.constant) ||
        std::abs(exponent.constant) > max_exponent) {
      return problem("what has a dimension is raised to a power that is not a small whole number");
    }
    return {power(known_[node.a].dimension, static_cast<int>(exponent.constant)), false, {}};
  }

  DimensionOf of_root(const ExpressionNode& node) {
    const Dimension d = known_[node.a].dimension;
    if (d.time % 2 != 0 || d.amount % 2 != 0 || d.length % 2 != 0) {
      return problem("the square root of " + to_string(d) + " has no unit");
    }
    return {{d.time / 2, d.amount / 2, d.length / 2}, false, {}};
  }

  DimensionOf of_function(const ExpressionNode& node) {
    const std::array operands{node.a, node.b, node.c};
    for (std::size_t i = 0; i < static_cast<std::size_t>(arity(node.op)); ++i) {
      const DimensionOf& operand = known_[operands[i]];
      if (operand.dimension != dimensionless) {
        return problem("a function takes a pure number, not " + to_string(operand.dimension));
      }
    }
    return {};
  }

  static DimensionOf as_pure(const DimensionOf& operands) {
    return operands.problem ? operands : DimensionOf{};
  }

  static DimensionOf problem(std::string why) { return {dimensionless, false, std::move(why)}; }

  const ExpressionGraph& graph_;
  const std::function<Dimension(Symbol)>& of_symbol_;
  std::unordered_map<std::uint32_t, DimensionOf> known_;
};

}  // namespace

DimensionOf dimension_of(const ExpressionGraph& graph, ExpressionId id,
                         const std::function<Dimension(Symbol)>& of_symbol) {
  return Analysis(graph, of_symbol).run(id);
}

}  // namespace sigdyn::detail
