#include "network/substitute.hpp"

#include <unordered_map>

namespace sigdyn {

ExpressionId substitute(ExpressionGraph& graph, ExpressionId id, const Replacements& replacements) {
  std::unordered_map<std::uint32_t, ExpressionId> rewritten;
  for (const std::uint32_t index : nodes_of(graph, id)) {
    const ExpressionNode node = graph.nodes()[index];  // a copy: making nodes moves them
    ExpressionId result{index};
    const int n_operands = arity(node.op);
    if (node.op == Op::symbol) {
      const auto found = replacements.find(node.symbol);
      if (found != replacements.end()) result = found->second;
    } else if (n_operands > 0) {
      const ExpressionId a = rewritten.at(node.a);
      const ExpressionId b = n_operands > 1 ? rewritten.at(node.b) : ExpressionId{};
      const ExpressionId c = n_operands > 2 ? rewritten.at(node.c) : ExpressionId{};
      const bool is_same = a.index == node.a && (n_operands < 2 || b.index == node.b) &&
                           (n_operands < 3 || c.index == node.c);
      if (!is_same) result = graph.make(node.op, a, b, c);
    }
    rewritten[index] = result;
  }
  return rewritten.at(id.index);
}

}  // namespace sigdyn
