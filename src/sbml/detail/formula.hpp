/// MathML, as libsbml holds it, written as expressions of the network.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sbml/detail/import.hpp"

class ASTNode;
class FunctionDefinition;

namespace sigdyn::detail {

using LocalParameters = std::unordered_map<std::string, ParameterId>;

class FormulaReader {
 public:
  /// Where a formula may need more than symbols: the flux of a reaction whose id it names, and the
  /// rate of change of what rateOf names (as a formula reads it: a concentration for most species).
  struct Hooks {
    std::function<ExpressionId(std::size_t reaction)> flux;
    std::function<ExpressionId(const Meaning& meaning, const SourceLocation& where)> rate;
  };

  FormulaReader(Import& import, Hooks hooks);

  /// The expression for `math`, with function definitions written out. Unknown names and wrong
  /// numbers of arguments go to the log (the value is then NaN). Throws UnsupportedError for
  /// mathematics that libsbml knows and sigdyn does not.
  ExpressionId read(const ::ASTNode& math, const SourceLocation& where,
                    const LocalParameters* locals = nullptr);

  /// What the id with this meaning reads as: amount, amount / size, value or flux.
  ExpressionId reference(const Meaning& meaning);

 private:
  struct Scope {
    const SourceLocation& where;
    const LocalParameters* locals = nullptr;
    const std::unordered_map<std::string, ExpressionId>* arguments = nullptr;
  };

  ExpressionId node(const ::ASTNode& math, const Scope& scope);
  ExpressionId name(const std::string& id, const Scope& scope);
  ExpressionId call(const ::ASTNode& math, const Scope& scope);
  ExpressionId inline_call(const std::string& id, const std::vector<ExpressionId>& arguments,
                           const Scope& scope);
  ExpressionId rate_of(const ::ASTNode& math, const Scope& scope);
  ExpressionId piecewise(const ::ASTNode& math, const Scope& scope);
  ExpressionId wrong(const Scope& scope, const std::string& message);
  std::vector<ExpressionId> operands(const ::ASTNode& math, const Scope& scope);

  Import& import_;
  Hooks hooks_;
  std::unordered_map<std::string, const ::FunctionDefinition*> functions_;
  std::vector<std::string> open_calls_;
  std::map<std::pair<std::string, std::vector<std::uint32_t>>, ExpressionId> inlined_;
};

}  // namespace sigdyn::detail
