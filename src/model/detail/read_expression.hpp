/// Formulas in a model file: from a YAML scalar to an expression with a checked dimension.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/detail/model_scope.hpp"
#include "yaml/node.hpp"

namespace sigdyn::detail {

/// The meaning of a name in a formula, or nothing if it has none there.
using FindName = std::function<std::optional<ExpressionId>(std::string_view name)>;

/// Parses the formula in `node`. `what` begins the messages.
std::optional<ExpressionId> read_expression(const YamlNode& node, const std::string& what,
                                            const FindName& find, ModelScope& scope);

/// The dimension of a formula; reports sums and functions of what does not fit.
std::optional<Dimension> check_dimension(ExpressionId id, const SourceLocation& where,
                                         const std::string& what, ModelScope& scope);

/// Whether a formula has this dimension (0 has any); reports it if not.
bool require_dimension(ExpressionId id, Dimension dimension, const SourceLocation& where,
                       const std::string& what, ModelScope& scope);

}  // namespace sigdyn::detail
