/// Derivatives of expressions, forward: from the operands of a node to the node.
#include <optional>
#include <unordered_map>

#include "network/expression.hpp"

namespace sigdyn {
namespace {

class Differentiation {
 public:
  Differentiation(ExpressionGraph& graph, std::optional<Symbol> symbol)
      : graph_(graph), symbol_(symbol), zero_(graph.constant(0.0)), one_(graph.constant(1.0)) {}

  ExpressionId of(ExpressionId id) {
    for (const std::uint32_t index : nodes_of(graph_, id)) {
      if (derivative_.count(index) == 0) derivative_[index] = of_node(index);
    }
    return derivative_.at(id.index);
  }

 private:
  ExpressionId of_node(std::uint32_t index) {
    const ExpressionNode node = graph_.nodes()[index];  // a copy: making nodes moves them
    const int n_operands = arity(node.op);
    if (n_operands == 0) return is_variable(node) ? one_ : zero_;
    const ExpressionId da = n_operands > 0 ? derivative_.at(node.a) : zero_;
    const ExpressionId db = n_operands > 1 ? derivative_.at(node.b) : zero_;
    const ExpressionId dc = n_operands > 2 ? derivative_.at(node.c) : zero_;
    if (da == zero_ && db == zero_ && dc == zero_) return zero_;
    return chain(node, {index}, da, db, dc);
  }

  bool is_variable(const ExpressionNode& node) const {
    return symbol_ ? node.op == Op::symbol && node.symbol == *symbol_ : node.op == Op::time;
  }

  ExpressionId chain(const ExpressionNode& node, ExpressionId f, ExpressionId da, ExpressionId db,
                     ExpressionId dc) {
    const ExpressionId a{node.a};
    const ExpressionId b{node.b};
    switch (node.op) {
      case Op::add:
        return add(da, db);
      case Op::subtract:
        return subtract(da, db);
      case Op::multiply:
        return add(multiply(da, b), multiply(a, db));
      case Op::divide:  // (da - f db) / b: f is at hand
        return divide(subtract(da, multiply(f, db)), b);
      case Op::power:
        return add(power_by_base(a, b, da), power_by_exponent(a, f, db));
      case Op::min:
        return select(Op::less, b, a, db, da);
      case Op::max:
        return select(Op::less, a, b, db, da);
      case Op::remainder:
        return subtract(da, multiply(graph_.make(Op::quotient, a, b), db));
      case Op::select:
        return graph_.make(Op::select, a, db, dc);
      case Op::negate:
        return negate(da);
      case Op::abs:
        return select(Op::less, a, zero_, negate(da), da);
      default:
        return da == zero_ ? zero_ : elementary(node.op, a, f, da);
    }
  }

  /// Functions of one operand; steps (floor, comparisons, ...) and delay() have derivative 0.
  ExpressionId elementary(Op op, ExpressionId a, ExpressionId f, ExpressionId da) {
    const ExpressionId aa = multiply(a, a);
    switch (op) {
      case Op::exp:
        return multiply(f, da);
      case Op::log:
        return divide(da, a);
      case Op::sqrt:
        return divide(da, multiply(graph_.constant(2.0), f));
      case Op::sin:
        return multiply(graph_.make(Op::cos, a), da);
      case Op::cos:
        return negate(multiply(graph_.make(Op::sin, a), da));
      case Op::tan:
        return multiply(add(one_, multiply(f, f)), da);
      case Op::asin:
        return divide(da, sqrt(subtract(one_, aa)));
      case Op::acos:
        return negate(divide(da, sqrt(subtract(one_, aa))));
      case Op::atan:
        return divide(da, add(one_, aa));
      case Op::sinh:
        return multiply(graph_.make(Op::cosh, a), da);
      case Op::cosh:
        return multiply(graph_.make(Op::sinh, a), da);
      case Op::tanh:
        return multiply(subtract(one_, multiply(f, f)), da);
      case Op::asinh:
        return divide(da, sqrt(add(aa, one_)));
      case Op::acosh:
        return divide(da, sqrt(subtract(aa, one_)));
      case Op::atanh:
        return divide(da, subtract(one_, aa));
      default:
        return zero_;
    }
  }

  ExpressionId power_by_base(ExpressionId a, ExpressionId b, ExpressionId da) {
    if (da == zero_) return zero_;
    const ExpressionId lower = graph_.make(Op::power, a, subtract(b, one_));
    return multiply(multiply(b, lower), da);
  }

  ExpressionId power_by_exponent(ExpressionId a, ExpressionId f, ExpressionId db) {
    if (db == zero_) return zero_;
    const ExpressionId slope = multiply(multiply(f, graph_.make(Op::log, a)), db);
    return select(Op::equal, a, zero_, zero_, slope);  // 0^b stays 0; log(0) must not spoil it
  }

  ExpressionId add(ExpressionId a, ExpressionId b) { return graph_.make(Op::add, a, b); }
  ExpressionId subtract(ExpressionId a, ExpressionId b) { return graph_.make(Op::subtract, a, b); }
  ExpressionId multiply(ExpressionId a, ExpressionId b) { return graph_.make(Op::multiply, a, b); }
  ExpressionId divide(ExpressionId a, ExpressionId b) {
    return a == zero_ ? zero_ : graph_.make(Op::divide, a, b);
  }
  ExpressionId negate(ExpressionId a) { return graph_.make(Op::negate, a); }
  ExpressionId sqrt(ExpressionId a) { return graph_.make(Op::sqrt, a); }
  ExpressionId select(Op test, ExpressionId a, ExpressionId b, ExpressionId yes, ExpressionId no) {
    return graph_.make(Op::select, graph_.make(test, a, b), yes, no);
  }

  ExpressionGraph& graph_;
  std::optional<Symbol> symbol_;
  ExpressionId zero_, one_;
  std::unordered_map<std::uint32_t, ExpressionId> derivative_;
};

}  // namespace

ExpressionId differentiate(ExpressionGraph& graph, ExpressionId id, Symbol with_respect_to) {
  return Differentiation(graph, with_respect_to).of(id);
}

std::vector<ExpressionId> differentiate(ExpressionGraph& graph, std::span<const ExpressionId> ids,
                                        Symbol with_respect_to) {
  Differentiation differentiation(graph, with_respect_to);
  std::vector<ExpressionId> derivatives;
  derivatives.reserve(ids.size());
  for (const ExpressionId id : ids) derivatives.push_back(differentiation.of(id));
  return derivatives;
}

ExpressionId differentiate_by_time(ExpressionGraph& graph, ExpressionId id) {
  return Differentiation(graph, std::nullopt).of(id);
}

}  // namespace sigdyn
