#include "network/expression.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

std::uint64_t hash_of(const ExpressionNode& node) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a over words, with a final mix
  const auto add = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 32;
  };
  add(static_cast<std::uint64_t>(node.op));
  add(std::bit_cast<std::uint64_t>(node.constant));
  add(static_cast<std::uint64_t>(node.symbol.kind) << 32 | node.symbol.index);
  add(static_cast<std::uint64_t>(node.a) << 32 | node.b);
  add(node.c);
  return hash;
}

bool is_same(const ExpressionNode& x, const ExpressionNode& y) {
  // Bits, not values: -0 and 0 differ under division, and NaN must equal itself here.
  return x.op == y.op && x.symbol == y.symbol && x.a == y.a && x.b == y.b && x.c == y.c &&
         std::bit_cast<std::uint64_t>(x.constant) == std::bit_cast<std::uint64_t>(y.constant);
}

bool is_commutative(Op op) {
  switch (op) {
    case Op::add:
    case Op::multiply:
    case Op::equal:
    case Op::not_equal:
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_xor:
      return true;
    default:
      return false;
  }
}

std::optional<double> constant_of(const ExpressionGraph& graph, ExpressionId id) {
  const ExpressionNode& node = graph[id];
  if (node.op != Op::constant) return std::nullopt;
  return node.constant;
}

/// The operand or constant that a sum, product, quotient or power comes down to, if it does.
std::optional<ExpressionId> drop_neutral(ExpressionGraph& graph, Op op, ExpressionId a,
                                         ExpressionId b) {
  const auto x = constant_of(graph, a);
  const auto y = constant_of(graph, b);
  switch (op) {
    case Op::add:
      if (x == 0.0) return b;
      if (y == 0.0) return a;
      break;
    case Op::subtract:
      if (y == 0.0) return a;
      if (x == 0.0) return graph.make(Op::negate, b);
      break;
    case Op::multiply:
      if (x == 0.0 || y == 0.0) return graph.constant(0.0);
      if (x == 1.0) return b;
      if (y == 1.0) return a;
      if (x == -1.0) return graph.make(Op::negate, b);
      if (y == -1.0) return graph.make(Op::negate, a);
      break;
    case Op::divide:
      if (y == 1.0) return a;
      break;
    case Op::power:
      if (y == 1.0) return a;
      if (y == 0.0 || x == 1.0) return graph.constant(1.0);  // as pow() has it, even for NaN
      break;
    default:
      break;
  }
  return std::nullopt;
}

}  // namespace

int arity(Op op) {
  switch (op) {
    case Op::constant:
    case Op::symbol:
    case Op::time:
      return 0;
    case Op::negate:
    case Op::exp:
    case Op::log:
    case Op::sqrt:
    case Op::abs:
    case Op::floor:
    case Op::ceil:
    case Op::factorial:
    case Op::sin:
    case Op::cos:
    case Op::tan:
    case Op::asin:
    case Op::acos:
    case Op::atan:
    case Op::sinh:
    case Op::cosh:
    case Op::tanh:
    case Op::asinh:
    case Op::acosh:
    case Op::atanh:
    case Op::logical_not:
      return 1;
    case Op::select:
      return 3;
    default:
      return 2;
  }
}

ExpressionId ExpressionGraph::share(const ExpressionNode& node) {
  const std::uint64_t hash = hash_of(node);
  const auto [begin, end] = shared_.equal_range(hash);
  for (auto found = begin; found != end; ++found) {
    if (is_same(nodes_[found->second], node)) return {found->second};
  }
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back(node);
  shared_.emplace(hash, index);
  return {index};
}

ExpressionId ExpressionGraph::constant(double value) {
  ExpressionNode node;
  node.constant = value;
  return share(node);
}

ExpressionId ExpressionGraph::symbol(Symbol symbol) {
  ExpressionNode node;
  node.op = Op::symbol;
  node.symbol = symbol;
  return share(node);
}

ExpressionId ExpressionGraph::time() {
  ExpressionNode node;
  node.op = Op::time;
  return share(node);
}

ExpressionId ExpressionGraph::make(Op op, ExpressionId a, ExpressionId b, ExpressionId c) {
  const int n_operands = arity(op);
  SIGDYN_EXPECTS(n_operands > 0);
  SIGDYN_EXPECTS(a.index < size() && (n_operands < 2 || b.index < size()) &&
                 (n_operands < 3 || c.index < size()));
  if (n_operands < 2) b = {};
  if (n_operands < 3) c = {};
  const auto x = constant_of(*this, a);
  if (op == Op::delay) {
    if (x || constant_of(*this, b) == 0.0) return a;
  } else if (op == Op::select) {
    if (x) return *x != 0.0 ? b : c;
    if (b == c) return b;
  } else if (op == Op::negate && (*this)[a].op == Op::negate) {
    return {(*this)[a].a};
  } else {
    const auto y = n_operands > 1 ? constant_of(*this, b) : 0.0;
    if (x && y) return constant(apply(op, *x, *y, 0.0));
    if (const auto operand = n_operands == 2 ? drop_neutral(*this, op, a, b) : std::nullopt) {
      return *operand;
    }
  }
  if (is_commutative(op) && b < a) std::swap(a, b);
  ExpressionNode node;
  node.op = op;
  node.a = a.index;
  node.b = b.index;
  node.c = c.index;
  return share(node);
}

std::vector<std::uint32_t> nodes_of(const ExpressionGraph& graph, ExpressionId id) {
  // A stack of its own: a sum of 1e5 terms is 1e5 nodes deep.
  std::vector<char> is_seen(id.index + std::size_t{1}, 0);
  std::vector<std::uint32_t> found{id.index};
  is_seen[id.index] = 1;
  for (std::size_t next = 0; next < found.size(); ++next) {
    const ExpressionNode& node = graph.nodes()[found[next]];
    const std::array operands{node.a, node.b, node.c};
    for (std::size_t i = 0; i < static_cast<std::size_t>(arity(node.op)); ++i) {
      if (is_seen[operands[i]]) continue;
      is_seen[operands[i]] = 1;
      found.push_back(operands[i]);
    }
  }
  std::ranges::sort(found);
  return found;
}

double evaluate(const ExpressionGraph& graph, ExpressionId id, double t,
                const std::function<double(Symbol)>& lookup) {
  const std::vector<std::uint32_t> needed = nodes_of(graph, id);
  std::vector<double> value(id.index + std::size_t{1}, 0.0);
  for (const std::uint32_t i : needed) {
    const ExpressionNode& node = graph.nodes()[i];
    SIGDYN_EXPECTS(node.op != Op::delay);
    if (node.op == Op::constant) {
      value[i] = node.constant;
    } else if (node.op == Op::symbol) {
      value[i] = lookup(node.symbol);
    } else if (node.op == Op::time) {
      value[i] = t;
    } else {
      value[i] = apply(node.op, value[node.a], value[node.b], value[node.c]);
    }
  }
  return value[id.index];
}

std::vector<Symbol> symbols_in(const ExpressionGraph& graph, ExpressionId id) {
  std::vector<Symbol> symbols;
  for (const std::uint32_t i : nodes_of(graph, id)) {
    const ExpressionNode& node = graph.nodes()[i];
    if (node.op == Op::symbol) symbols.push_back(node.symbol);
  }
  std::ranges::sort(symbols);
  return symbols;
}

bool reads_time(const ExpressionGraph& graph, ExpressionId id) {
  return std::ranges::any_of(nodes_of(graph, id), [&graph](std::uint32_t i) {
    const Op op = graph.nodes()[i].op;
    return op == Op::time || op == Op::delay;
  });
}

}  // namespace sigdyn
