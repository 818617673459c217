#include "model/detail/read_outs.hpp"

namespace sigdyn::detail {
namespace {

/// Adds weight * `id`; false if that is no sum of amounts.
bool collect(const ExpressionGraph& graph, ExpressionId id, double weight,
             std::map<std::uint32_t, double>& sum) {
  const ExpressionNode& node = graph[id];
  if (node.op == Op::symbol && node.symbol.kind == SymbolKind::species) {
    sum[node.symbol.index] += weight;
    return true;
  }
  const ExpressionId a{node.a};
  const ExpressionId b{node.b};
  if (node.op == Op::add) return collect(graph, a, weight, sum) && collect(graph, b, weight, sum);
  if (node.op != Op::multiply) return false;
  if (graph[a].op == Op::constant) return collect(graph, b, weight * graph[a].constant, sum);
  return graph[b].op == Op::constant && collect(graph, a, weight * graph[b].constant, sum);
}

}  // namespace

std::set<std::uint32_t> find_read_outs(const Network& network) {
  std::set<std::uint32_t> found;
  for (const Rule& rule : network.assignment_rules) {
    if (rule.target.kind != SymbolKind::parameter) continue;
    for (const Symbol symbol : symbols_in(network.expressions, rule.value)) {
      if (symbol.kind == SymbolKind::species) found.insert(rule.target.index);
    }
  }
  return found;
}

std::optional<std::map<std::uint32_t, double>> weighted_sum(const ExpressionGraph& graph,
                                                            ExpressionId id) {
  std::map<std::uint32_t, double> sum;
  if (!collect(graph, id, 1.0, sum)) return std::nullopt;
  return sum;
}

}  // namespace sigdyn::detail
