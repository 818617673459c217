/// Expressions and rate laws of a network as MathML.
#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include <sbml/SBMLTypes.h>

#include "base/diagnostic.hpp"
#include "sbml/detail/export_context.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t max_terms = 1'000'000;

int type_of(Op op) {
  switch (op) {
    case Op::add:
      return AST_PLUS;
    case Op::subtract:
    case Op::negate:
      return AST_MINUS;
    case Op::multiply:
      return AST_TIMES;
    case Op::divide:
      return AST_DIVIDE;
    case Op::power:
      return AST_POWER;
    case Op::exp:
      return AST_FUNCTION_EXP;
    case Op::log:
      return AST_FUNCTION_LN;
    case Op::sqrt:
      return AST_FUNCTION_ROOT;
    case Op::abs:
      return AST_FUNCTION_ABS;
    case Op::floor:
      return AST_FUNCTION_FLOOR;
    case Op::ceil:
      return AST_FUNCTION_CEILING;
    case Op::factorial:
      return AST_FUNCTION_FACTORIAL;
    case Op::sin:
      return AST_FUNCTION_SIN;
    case Op::cos:
      return AST_FUNCTION_COS;
    case Op::tan:
      return AST_FUNCTION_TAN;
    case Op::asin:
      return AST_FUNCTION_ARCSIN;
    case Op::acos:
      return AST_FUNCTION_ARCCOS;
    case Op::atan:
      return AST_FUNCTION_ARCTAN;
    case Op::sinh:
      return AST_FUNCTION_SINH;
    case Op::cosh:
      return AST_FUNCTION_COSH;
    case Op::tanh:
      return AST_FUNCTION_TANH;
    case Op::asinh:
      return AST_FUNCTION_ARCSINH;
    case Op::acosh:
      return AST_FUNCTION_ARCCOSH;
    case Op::atanh:
      return AST_FUNCTION_ARCTANH;
    case Op::min:
      return AST_FUNCTION_MIN;
    case Op::max:
      return AST_FUNCTION_MAX;
    case Op::quotient:
      return AST_FUNCTION_QUOTIENT;
    case Op::remainder:
      return AST_FUNCTION_REM;
    case Op::equal:
      return AST_RELATIONAL_EQ;
    case Op::not_equal:
      return AST_RELATIONAL_NEQ;
    case Op::less:
      return AST_RELATIONAL_LT;
    case Op::less_equal:
      return AST_RELATIONAL_LEQ;
    case Op::greater:
      return AST_RELATIONAL_GT;
    case Op::greater_equal:
      return AST_RELATIONAL_GEQ;
    case Op::logical_and:
      return AST_LOGICAL_AND;
    case Op::logical_or:
      return AST_LOGICAL_OR;
    case Op::logical_xor:
      return AST_LOGICAL_XOR;
    case Op::logical_not:
      return AST_LOGICAL_NOT;
    case Op::select:
      return AST_FUNCTION_PIECEWISE;
    case Op::delay:
      return AST_FUNCTION_DELAY;
    default:
      return AST_UNKNOWN;
  }
}

template <class... Operands>
std::vector<AstPointer> list(Operands... operands) {
  std::vector<AstPointer> result;
  (result.push_back(std::move(operands)), ...);
  return result;
}

AstPointer times(AstPointer a, AstPointer b) {
  if (!a) return b;
  return ast_apply(AST_TIMES, list(std::move(a), std::move(b)));
}

AstPointer power(AstPointer base, int exponent) {
  if (exponent == 1) return base;
  return ast_apply(AST_POWER, list(std::move(base), ast_number(exponent)));
}

}  // namespace

void AstDeleter::operator()(::ASTNode* node) const {
  delete node;
}

AstPointer ast_name(const std::string& id) {
  AstPointer node(new ::ASTNode(AST_NAME));
  node->setName(id.c_str());
  return node;
}

AstPointer ast_number(double value) {
  AstPointer node(new ::ASTNode(AST_REAL));
  if (value == std::floor(value) && std::abs(value) < 1e9) {
    node->setValue(static_cast<long>(value));
  } else {
    node->setValue(value);
  }
  return node;
}

AstPointer ast_apply(int type, std::vector<AstPointer> operands) {
  AstPointer node(new ::ASTNode(static_cast<::ASTNodeType_t>(type)));
  for (AstPointer& operand : operands) node->addChild(operand.release());
  return node;
}

AstPointer ExportContext::amount(SpeciesId id) const {
  AstPointer name = ast_name(species_id(id));
  return is_concentration(id) ? times(std::move(name), ast_name(parameter_id(size_of(id))))
                              : std::move(name);
}

/// amount / size is what the id of a concentration means.
AstPointer ExportContext::quotient_of_size(const ExpressionNode& node) const {
  if (node.op != Op::divide) return nullptr;
  const ExpressionNode& above = network_.expressions.nodes()[node.a];
  const ExpressionNode& below = network_.expressions.nodes()[node.b];
  if (above.op != Op::symbol || above.symbol.kind != SymbolKind::species) return nullptr;
  const SpeciesId species{above.symbol.index};
  const Symbol size{SymbolKind::parameter, size_of(species).index};
  const bool is_its_concentration =
      is_concentration(species) && below.op == Op::symbol && below.symbol == size;
  return is_its_concentration ? ast_name(species_id(species)) : nullptr;
}

AstPointer ExportContext::node(std::uint32_t index, std::size_t& n_terms) const {
  if (++n_terms > max_terms) {
    throw UnsupportedError({}, "SBML of a formula with over a million terms");
  }
  const ExpressionNode& n = network_.expressions.nodes()[index];
  switch (n.op) {
    case Op::constant:
      return ast_number(n.constant);
    case Op::time: {
      AstPointer time(new ::ASTNode(AST_NAME_TIME));
      time->setName("time");
      return time;
    }
    case Op::symbol:
      if (n.symbol.kind == SymbolKind::species) return amount({n.symbol.index});
      return ast_name(parameter_id({n.symbol.index}));
    case Op::select: {  // MathML has the value before its condition
      auto condition = node(n.a, n_terms);
      auto value = node(n.b, n_terms);
      return ast_apply(AST_FUNCTION_PIECEWISE,
                       list(std::move(value), std::move(condition), node(n.c, n_terms)));
    }
    default:
      break;
  }
  if (AstPointer concentration = quotient_of_size(n)) return concentration;
  std::vector<AstPointer> operands;
  if (n.op == Op::sqrt) operands.push_back(ast_number(2.0));
  for (const std::uint32_t operand : {n.a, n.b, n.c}) {
    if (static_cast<int>(operands.size()) == arity(n.op) + (n.op == Op::sqrt ? 1 : 0)) break;
    operands.push_back(node(operand, n_terms));
  }
  AstPointer result = ast_apply(type_of(n.op), std::move(operands));
  if (n.op == Op::delay) result->setName("delay");
  return result;
}

AstPointer ExportContext::formula(ExpressionId id) const {
  std::size_t n_terms = 0;
  return node(id.index, n_terms);
}

AstPointer ExportContext::formula_for(Symbol target, ExpressionId id) const {
  const bool is_scaled = target.kind == SymbolKind::species && is_concentration({target.index});
  if (!is_scaled) return formula(id);
  const ParameterId size = size_of({target.index});
  const ExpressionNode& n = network_.expressions[id];
  if (n.op == Op::multiply) {  // f * V / V reads f
    for (const auto& [factor, other] : {std::pair{n.a, n.b}, std::pair{n.b, n.a}}) {
      const ExpressionNode& volume = network_.expressions.nodes()[factor];
      if (volume.op == Op::symbol && volume.symbol == Symbol{SymbolKind::parameter, size.index}) {
        return formula({other});
      }
    }
  }
  return ast_apply(AST_DIVIDE, list(formula(id), ast_name(parameter_id(size))));
}

AstPointer ExportContext::law(const Reaction& reaction) const {
  if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) return formula(law->flux);
  const auto& mass_action = std::get<MassAction>(reaction.rate);
  AstPointer product;
  if (mass_action.factor != 1.0) {
    product = ast_number(mass_action.factor);
    product->setUnits("dimensionless");
  }
  product = times(std::move(product), ast_name(parameter_id(mass_action.rate_constant)));
  std::map<std::uint32_t, int> size_powers;
  if (mass_action.volume) size_powers[mass_action.volume->index] = mass_action.volume_power;
  for (const Term& term : reaction.reactants) {
    if (is_concentration(term.species)) {
      size_powers[size_of(term.species).index] += static_cast<int>(term.count);
    }
  }
  for (const auto& [size, exponent] : size_powers) {
    if (exponent == 0) continue;
    product = times(std::move(product), power(ast_name(parameter_id({size})), exponent));
  }
  for (const Term& term : reaction.reactants) {
    product = times(std::move(product),
                    power(ast_name(species_id(term.species)), static_cast<int>(term.count)));
  }
  return product;
}

}  // namespace sigdyn::detail
