/// Expressions with symbols replaced.
#pragma once

#include <map>

#include "network/expression.hpp"

namespace sigdyn {

using Replacements = std::map<Symbol, ExpressionId>;

/// `id` with symbols replaced. Cost: linear in the nodes of `id`.
ExpressionId substitute(ExpressionGraph& graph, ExpressionId id, const Replacements& replacements);

}  // namespace sigdyn
