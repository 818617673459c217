/// The dimension of an expression.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/units.hpp"
#include "network/expression.hpp"

namespace sigdyn::detail {

/// Either a dimension or what is wrong. The number 0 has any dimension: `is_zero`.
struct DimensionOf {
  Dimension dimension;
  bool is_zero = false;
  std::optional<std::string> problem;
};

/// Sums, min, max and comparisons need one dimension; functions and powers a pure number; the
/// exponent of what has a dimension must be a whole constant. Numbers are pure.
DimensionOf dimension_of(const ExpressionGraph& graph, ExpressionId id,
                         const std::function<Dimension(Symbol)>& of_symbol);

}  // namespace sigdyn::detail
