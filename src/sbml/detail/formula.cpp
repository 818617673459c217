#include "sbml/detail/formula.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "sbml/detail/operators.hpp"

namespace sigdyn::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Function definitions that call others twice each grow as 2^n when written out.
constexpr std::size_t max_nodes = 10'000'000;

std::optional<double> number_of(const ::ASTNode& math) {
  switch (math.getType()) {
    case AST_INTEGER:
      return static_cast<double>(math.getInteger());
    case AST_REAL:
    case AST_REAL_E:
    case AST_RATIONAL:
      return math.getReal();
    case AST_CONSTANT_E:
      return std::numbers::e;
    case AST_CONSTANT_PI:
      return std::numbers::pi;
    case AST_CONSTANT_TRUE:
      return 1.0;
    case AST_CONSTANT_FALSE:
      return 0.0;
    case AST_NAME_AVOGADRO:
      return 6.02214179e23;  // SBML L3V2 section 3.4.6: the value of CODATA 2006, not today's
    default:
      return std::nullopt;
  }
}

}  // namespace

FormulaReader::FormulaReader(Import& import, Hooks hooks)
    : import_(import), hooks_(std::move(hooks)) {
  const ::Model& model = import_.model;
  for (unsigned i = 0; i < model.getNumFunctionDefinitions(); ++i) {
    const ::FunctionDefinition* function = model.getFunctionDefinition(i);
    functions_[function->getId()] = function;
  }
}

ExpressionId FormulaReader::read(const ::ASTNode& math, const SourceLocation& where,
                                 const LocalParameters* locals) {
  return node(math, {where, locals, nullptr});
}

ExpressionId FormulaReader::reference(const Meaning& meaning) {
  switch (meaning.kind) {
    case Meaning::Kind::species: {
      const ExpressionId amount = import_.amount({meaning.index});
      if (!meaning.size) return amount;
      return import_.make(Op::divide, amount, import_.parameter(*meaning.size));
    }
    case Meaning::Kind::parameter:
      return import_.parameter({meaning.index});
    case Meaning::Kind::reaction:
      return hooks_.flux(meaning.index);
  }
  return import_.number(nan);
}

ExpressionId FormulaReader::wrong(const Scope& scope, const std::string& message) {
  import_.log.error(scope.where, message);
  return import_.number(nan);
}

std::vector<ExpressionId> FormulaReader::operands(const ::ASTNode& math, const Scope& scope) {
  std::vector<ExpressionId> values;
  values.reserve(math.getNumChildren());
  for (unsigned i = 0; i < math.getNumChildren(); ++i) {
    values.push_back(node(*math.getChild(i), scope));
  }
  return values;
}

ExpressionId FormulaReader::node(const ::ASTNode& math, const Scope& scope) {
  if (import_.network.expressions.size() > max_nodes) {
    throw InputError({{Severity::error, scope.where,
                       fmt::format("the model's formulas, with functions written out, have over "
                                   "{} terms",
                                   max_nodes)}});
  }
  if (const auto value = number_of(math)) return import_.number(*value);
  switch (math.getType()) {
    case AST_NAME:
      return name(math.getName() != nullptr ? math.getName() : "", scope);
    case AST_NAME_TIME:
      return import_.network.expressions.time();
    case AST_FUNCTION:
      return call(math, scope);
    case AST_FUNCTION_PIECEWISE:
      return piecewise(math, scope);
    case AST_FUNCTION_RATE_OF:
      return rate_of(math, scope);
    default:
      break;
  }
  bool is_wrong_arity = false;
  const auto value = apply_operator(import_.network.expressions, math.getType(),
                                    operands(math, scope), &is_wrong_arity);
  const std::string what = math.getOperatorName() != nullptr ? math.getOperatorName()
                           : math.getName() != nullptr       ? math.getName()
                                                             : "a MathML element";
  if (!value) throw UnsupportedError(scope.where, fmt::format("'{}' in a formula", what));
  if (is_wrong_arity) {
    return wrong(scope, fmt::format("'{}' has {} operand(s)", what, math.getNumChildren()));
  }
  return *value;
}

ExpressionId FormulaReader::name(const std::string& id, const Scope& scope) {
  if (scope.arguments != nullptr) {
    const auto found = scope.arguments->find(id);
    if (found != scope.arguments->end()) return found->second;
  }
  if (scope.locals != nullptr) {
    const auto found = scope.locals->find(id);
    if (found != scope.locals->end()) return import_.parameter(found->second);
  }
  const auto found = import_.meanings.find(id);
  if (found == import_.meanings.end()) {
    return wrong(scope, fmt::format("unknown name '{}' in a formula", id));
  }
  import_.named_in_math.insert(id);
  return reference(found->second);
}

ExpressionId FormulaReader::call(const ::ASTNode& math, const Scope& scope) {
  const std::string id = math.getName() != nullptr ? math.getName() : "";
  return inline_call(id, operands(math, scope), scope);
}

ExpressionId FormulaReader::inline_call(const std::string& id,
                                        const std::vector<ExpressionId>& arguments,
                                        const Scope& scope) {
  const auto found = functions_.find(id);
  if (found == functions_.end()) return wrong(scope, fmt::format("unknown function '{}'", id));
  const ::FunctionDefinition& function = *found->second;
  const ::ASTNode* body = function.getBody();
  if (body == nullptr) return import_.number(nan);  // L3V2: a function without mathematics
  if (function.getNumArguments() != arguments.size()) {
    return wrong(scope, fmt::format("function '{}' takes {} argument(s), is given {}", id,
                                    function.getNumArguments(), arguments.size()));
  }
  if (std::find(open_calls_.begin(), open_calls_.end(), id) != open_calls_.end()) {
    return wrong(scope, fmt::format("function '{}' calls itself", id));
  }
  std::pair<std::string, std::vector<std::uint32_t>> key{id, {}};
  std::unordered_map<std::string, ExpressionId> bound;
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    key.second.push_back(arguments[i].index);
    bound[function.getArgument(i)->getName()] = arguments[i];
  }
  if (const auto done = inlined_.find(key); done != inlined_.end()) return done->second;
  open_calls_.push_back(id);
  const ExpressionId value = node(*body, {scope.where, nullptr, &bound});
  open_calls_.pop_back();
  inlined_.emplace(std::move(key), value);
  return value;
}

ExpressionId FormulaReader::rate_of(const ::ASTNode& math, const Scope& scope) {
  const ::ASTNode* target = math.getNumChildren() == 1 ? math.getChild(0) : nullptr;
  if (target == nullptr || target->getType() != AST_NAME) {
    return wrong(scope, "rateOf takes one name");
  }
  const std::string id = target->getName();
  if (scope.arguments != nullptr && scope.arguments->count(id) > 0) {
    throw UnsupportedError(scope.where, fmt::format("rateOf of the function argument '{}'", id));
  }
  if (scope.locals != nullptr && scope.locals->count(id) > 0) return import_.number(0.0);
  const auto found = import_.meanings.find(id);
  if (found == import_.meanings.end()) {
    return wrong(scope, fmt::format("unknown name '{}' in rateOf", id));
  }
  import_.named_in_math.insert(id);
  return hooks_.rate(found->second, scope.where);
}

/// (value, condition)* [otherwise]; undefined, NaN, where no condition holds.
ExpressionId FormulaReader::piecewise(const ::ASTNode& math, const Scope& scope) {
  const std::vector<ExpressionId> parts = operands(math, scope);
  ExpressionId value = parts.size() % 2 == 1 ? parts.back() : import_.number(nan);
  for (std::size_t i = parts.size() / 2; i-- > 0;) {
    value = import_.make(Op::select, parts[2 * i + 1], parts[2 * i], value);
  }
  return value;
}

}  // namespace sigdyn::detail
