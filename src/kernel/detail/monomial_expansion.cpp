#include <algorithm>
#include <array>
#include <cmath>

#include "kernel/detail/lowering.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t max_pieces = 16;
constexpr std::size_t max_order = 8;
constexpr int max_depth = 64;

using Pieces = std::vector<MonomialExpansion::Piece>;

}  // namespace

std::vector<char> find_static_nodes(const Lowering& lowering) {
  const std::span<const ExpressionNode> nodes = lowering.graph.nodes();
  std::vector<char> is_static(nodes.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExpressionNode& node = nodes[i];
    const std::array operands{node.a, node.b, node.c};
    bool holds = node.op != Op::time && node.op != Op::delay;
    if (node.op == Op::symbol) holds = lowering.state_of(node.symbol) == no_state;
    for (std::size_t k = 0; k < static_cast<std::size_t>(arity(node.op)); ++k)
      holds = holds && is_static[operands[k]];
    is_static[i] = holds ? 1 : 0;
  }
  return is_static;
}

MonomialExpansion::MonomialExpansion(Lowering& lowering)
    : lowering_(lowering), is_static_(find_static_nodes(lowering)) {}

std::vector<MonomialExpansion::Piece> MonomialExpansion::expand(ExpressionId id) {
  Pieces pieces = expand_node(id, 0);
  for (Piece& piece : pieces) std::ranges::sort(piece.factors);
  return pieces;
}

/// Nodes made by the expansion itself are coefficients only, hence static.
bool MonomialExpansion::is_static(ExpressionId id) const {
  return id.index >= is_static_.size() || is_static_[id.index] != 0;
}

Pieces MonomialExpansion::multiply(const Pieces& a, const Pieces& b) {
  if (a.empty() || b.empty() || (a.size() > 1 && b.size() > 1)) return {};
  Pieces product;
  for (const Piece& left : a) {
    for (const Piece& right : b) {
      Piece piece = left;
      piece.coefficient = lowering_.graph.make(Op::multiply, left.coefficient, right.coefficient);
      piece.factors.insert(piece.factors.end(), right.factors.begin(), right.factors.end());
      piece.sign = left.sign * right.sign;
      if (piece.factors.size() > max_order) return {};
      product.push_back(piece);
    }
  }
  return product;
}

Pieces MonomialExpansion::expand_node(ExpressionId id, int depth) {
  if (depth > max_depth) return {};
  ExpressionGraph& graph = lowering_.graph;
  if (is_static(id)) return {{id, {}, 1.0}};
  const ExpressionNode node = graph[id];
  switch (node.op) {
    case Op::symbol:
      return {{graph.constant(1.0), {lowering_.state_of(node.symbol)}, 1.0}};
    case Op::negate: {
      Pieces pieces = expand_node({node.a}, depth + 1);
      for (Piece& piece : pieces) piece.sign = -piece.sign;
      return pieces;
    }
    case Op::add:
    case Op::subtract: {
      Pieces sum = expand_node({node.a}, depth + 1);
      Pieces right = expand_node({node.b}, depth + 1);
      if (sum.empty() || right.empty() || sum.size() + right.size() > max_pieces) return {};
      for (Piece& piece : right) {
        if (node.op == Op::subtract) piece.sign = -piece.sign;
        sum.push_back(piece);
      }
      return sum;
    }
    case Op::multiply:
      return multiply(expand_node({node.a}, depth + 1), expand_node({node.b}, depth + 1));
    case Op::divide: {
      if (!is_static({node.b})) return {};
      Pieces pieces = expand_node({node.a}, depth + 1);
      for (Piece& piece : pieces) {
        piece.coefficient = graph.make(Op::divide, piece.coefficient, {node.b});
      }
      return pieces;
    }
    case Op::power: {
      const ExpressionNode exponent = graph.nodes()[node.b];
      if (exponent.op != Op::constant || exponent.constant < 2.0 || exponent.constant > 4.0 ||
          exponent.constant != std::floor(exponent.constant)) {
        return {};
      }
      const Pieces base = expand_node({node.a}, depth + 1);
      Pieces power = base;
      for (double n = 1.0; n < exponent.constant; n += 1.0) power = multiply(power, base);
      return power;
    }
    default:
      return {};
  }
}

}  // namespace sigdyn::detail
