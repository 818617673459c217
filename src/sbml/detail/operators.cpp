/// Functions that the expressions do not have are written out by the identities of
/// Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 4.3 (trigonometric, reciprocal),
/// 4.4 (inverse), 4.5 and 4.6 (hyperbolic).
#include "sbml/detail/operators.hpp"

#include <cmath>

#include <sbml/math/ASTNodeType.h>

namespace sigdyn::detail {
namespace {

using Operands = std::span<const ExpressionId>;

std::optional<Op> unary_op(int type) {
  switch (type) {
    case AST_FUNCTION_ABS:
      return Op::abs;
    case AST_FUNCTION_CEILING:
      return Op::ceil;
    case AST_FUNCTION_FLOOR:
      return Op::floor;
    case AST_FUNCTION_EXP:
      return Op::exp;
    case AST_FUNCTION_LN:
      return Op::log;
    case AST_FUNCTION_FACTORIAL:
      return Op::factorial;
    case AST_FUNCTION_SIN:
      return Op::sin;
    case AST_FUNCTION_COS:
      return Op::cos;
    case AST_FUNCTION_TAN:
      return Op::tan;
    case AST_FUNCTION_ARCSIN:
      return Op::asin;
    case AST_FUNCTION_ARCCOS:
      return Op::acos;
    case AST_FUNCTION_ARCTAN:
      return Op::atan;
    case AST_FUNCTION_SINH:
      return Op::sinh;
    case AST_FUNCTION_COSH:
      return Op::cosh;
    case AST_FUNCTION_TANH:
      return Op::tanh;
    case AST_FUNCTION_ARCSINH:
      return Op::asinh;
    case AST_FUNCTION_ARCCOSH:
      return Op::acosh;
    case AST_FUNCTION_ARCTANH:
      return Op::atanh;
    case AST_LOGICAL_NOT:
      return Op::logical_not;
    default:
      return std::nullopt;
  }
}

/// 1 / f(x), for sec, csc, cot and their hyperbolic kin.
std::optional<Op> reciprocal_of(int type) {
  switch (type) {
    case AST_FUNCTION_SEC:
      return Op::cos;
    case AST_FUNCTION_CSC:
      return Op::sin;
    case AST_FUNCTION_COT:
      return Op::tan;
    case AST_FUNCTION_SECH:
      return Op::cosh;
    case AST_FUNCTION_CSCH:
      return Op::sinh;
    case AST_FUNCTION_COTH:
      return Op::tanh;
    default:
      return std::nullopt;
  }
}

/// f(1 / x), for arcsec, arccsc, arccot and their hyperbolic kin.
std::optional<Op> inverse_of_reciprocal(int type) {
  switch (type) {
    case AST_FUNCTION_ARCSEC:
      return Op::acos;
    case AST_FUNCTION_ARCCSC:
      return Op::asin;
    case AST_FUNCTION_ARCCOT:
      return Op::atan;
    case AST_FUNCTION_ARCSECH:
      return Op::acosh;
    case AST_FUNCTION_ARCCSCH:
      return Op::asinh;
    case AST_FUNCTION_ARCCOTH:
      return Op::atanh;
    default:
      return std::nullopt;
  }
}

std::optional<Op> relation(int type) {
  switch (type) {
    case AST_RELATIONAL_EQ:
      return Op::equal;
    case AST_RELATIONAL_NEQ:
      return Op::not_equal;
    case AST_RELATIONAL_LT:
      return Op::less;
    case AST_RELATIONAL_LEQ:
      return Op::less_equal;
    case AST_RELATIONAL_GT:
      return Op::greater;
    case AST_RELATIONAL_GEQ:
      return Op::greater_equal;
    default:
      return std::nullopt;
  }
}

struct Fold {
  Op op = Op::add;
  double empty = 0.0;  ///< value of no operands at all
};

std::optional<Fold> fold(int type) {
  switch (type) {
    case AST_PLUS:
      return Fold{Op::add, 0.0};
    case AST_TIMES:
      return Fold{Op::multiply, 1.0};
    case AST_LOGICAL_AND:
      return Fold{Op::logical_and, 1.0};
    case AST_LOGICAL_OR:
      return Fold{Op::logical_or, 0.0};
    case AST_LOGICAL_XOR:
      return Fold{Op::logical_xor, 0.0};
    default:
      return std::nullopt;
  }
}

std::optional<Op> binary_op(int type) {
  switch (type) {
    case AST_DIVIDE:
      return Op::divide;
    case AST_POWER:
    case AST_FUNCTION_POWER:
      return Op::power;
    case AST_FUNCTION_QUOTIENT:
      return Op::quotient;
    case AST_FUNCTION_REM:
      return Op::remainder;
    case AST_FUNCTION_DELAY:
      return Op::delay;
    default:
      return std::nullopt;
  }
}

ExpressionId fold_all(ExpressionGraph& graph, Op op, Operands operands) {
  ExpressionId value = operands[0];
  for (const ExpressionId operand : operands.subspan(1)) value = graph.make(op, value, operand);
  // x alone under and, or, xor is a truth value all the same.
  const bool is_logical = op == Op::logical_and || op == Op::logical_or || op == Op::logical_xor;
  if (is_logical && operands.size() == 1) {
    return graph.make(Op::not_equal, value, graph.constant(0.0));
  }
  return value;
}

/// a < b < c reads (a < b) and (b < c).
ExpressionId chain(ExpressionGraph& graph, Op op, Operands operands) {
  ExpressionId all = graph.constant(1.0);
  for (std::size_t i = 0; i + 1 < operands.size(); ++i) {
    const ExpressionId link = graph.make(op, operands[i], operands[i + 1]);
    all = i == 0 ? link : graph.make(Op::logical_and, all, link);
  }
  return all;
}

/// The real root: of a negative number where the degree is an odd integer.
ExpressionId root(ExpressionGraph& graph, ExpressionId degree, ExpressionId x) {
  const ExpressionNode& n = graph[degree];
  if (n.op == Op::constant && n.constant == 2.0) return graph.make(Op::sqrt, x);
  const bool is_odd = n.op == Op::constant && std::abs(std::fmod(n.constant, 2.0)) == 1.0;
  const ExpressionId power = graph.make(Op::divide, graph.constant(1.0), degree);
  const ExpressionId plain = graph.make(Op::power, x, power);
  if (!is_odd) return plain;
  const ExpressionId mirrored =
      graph.make(Op::negate, graph.make(Op::power, graph.make(Op::negate, x), power));
  return graph.make(Op::select, graph.make(Op::less, x, graph.constant(0.0)), mirrored, plain);
}

/// Operators of a fixed or small number of operands that are none of the tables above.
std::optional<ExpressionId> special(ExpressionGraph& graph, int type, Operands x,
                                    bool* is_wrong_arity) {
  const auto needs = [&](bool is_right) {
    *is_wrong_arity = !is_right;
    return is_right;
  };
  switch (type) {
    case AST_MINUS:
      if (!needs(x.size() == 1 || x.size() == 2)) return x.empty() ? graph.constant(0.0) : x[0];
      return x.size() == 1 ? graph.make(Op::negate, x[0]) : graph.make(Op::subtract, x[0], x[1]);
    case AST_FUNCTION_ROOT:
      if (!needs(x.size() == 1 || x.size() == 2)) return graph.constant(0.0);
      return x.size() == 1 ? graph.make(Op::sqrt, x[0]) : root(graph, x[0], x[1]);
    case AST_FUNCTION_LOG: {
      if (!needs(x.size() == 1 || x.size() == 2)) return graph.constant(0.0);
      const ExpressionId base = x.size() == 1 ? graph.constant(10.0) : x[0];
      return graph.make(Op::divide, graph.make(Op::log, x.back()), graph.make(Op::log, base));
    }
    case AST_FUNCTION_MIN:
    case AST_FUNCTION_MAX:
      if (!needs(!x.empty())) return graph.constant(0.0);
      return fold_all(graph, type == AST_FUNCTION_MIN ? Op::min : Op::max, x);
    case AST_LOGICAL_IMPLIES:
      if (!needs(x.size() == 2)) return graph.constant(0.0);
      return graph.make(Op::logical_or, graph.make(Op::logical_not, x[0]), x[1]);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<ExpressionId> apply_operator(ExpressionGraph& graph, int type, Operands operands,
                                           bool* is_wrong_arity) {
  *is_wrong_arity = false;
  const auto one = [&graph] { return graph.constant(1.0); };
  const auto op1 = unary_op(type);
  const auto reciprocal = reciprocal_of(type);
  const auto inverse = inverse_of_reciprocal(type);
  if (op1 || reciprocal || inverse) {
    *is_wrong_arity = operands.size() != 1;
    if (*is_wrong_arity) return one();
    if (op1) return graph.make(*op1, operands[0]);
    if (reciprocal) return graph.make(Op::divide, one(), graph.make(*reciprocal, operands[0]));
    return graph.make(*inverse, graph.make(Op::divide, one(), operands[0]));
  }
  if (const auto op = binary_op(type)) {
    *is_wrong_arity = operands.size() != 2;
    return *is_wrong_arity ? one() : graph.make(*op, operands[0], operands[1]);
  }
  if (const auto n_ary = fold(type)) {
    return operands.empty() ? graph.constant(n_ary->empty) : fold_all(graph, n_ary->op, operands);
  }
  if (const auto op = relation(type)) return chain(graph, *op, operands);
  return special(graph, type, operands, is_wrong_arity);
}

}  // namespace sigdyn::detail
