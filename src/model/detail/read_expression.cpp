#include "model/detail/read_expression.hpp"

#include <fmt/format.h>

#include "model/detail/dimension_of.hpp"
#include "network/parse_expression.hpp"

namespace sigdyn::detail {
namespace {

DimensionOf analyse(ExpressionId id, const ModelScope& scope) {
  return dimension_of(scope.network.expressions, id,
                      [&](Symbol symbol) { return scope.dimension_of(symbol); });
}

}  // namespace

std::optional<ExpressionId> read_expression(const YamlNode& node, const std::string& what,
                                            const FindName& find, ModelScope& scope) {
  if (!node.is_scalar()) {
    scope.log.error(node.where(), what + ": expected a formula");
    return std::nullopt;
  }
  const ExpressionNames names{
      find, [&](std::string_view name) { return scope.suggest(std::string(name)); }};
  return parse_expression(node.text(), node.where(0), scope.network.expressions, names, scope.log);
}

std::optional<Dimension> check_dimension(ExpressionId id, const SourceLocation& where,
                                         const std::string& what, ModelScope& scope) {
  const DimensionOf found = analyse(id, scope);
  if (!found.problem) return found.dimension;
  scope.log.error(where, what + ": " + *found.problem);
  return std::nullopt;
}

bool require_dimension(ExpressionId id, Dimension dimension, const SourceLocation& where,
                       const std::string& what, ModelScope& scope) {
  const DimensionOf found = analyse(id, scope);
  if (!found.problem && (found.is_zero || found.dimension == dimension)) return true;
  scope.log.error(where, found.problem
                             ? what + ": " + *found.problem
                             : fmt::format("{}: the formula has the dimension {}, expected {}",
                                           what, to_string(found.dimension), to_string(dimension)));
  return false;
}

}  // namespace sigdyn::detail
