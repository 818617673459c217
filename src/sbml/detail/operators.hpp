/// The operators of MathML that take expressions and give one.
#pragma once

#include <optional>
#include <span>

#include "network/expression.hpp"

namespace sigdyn::detail {

/// `type` is an ASTNodeType_t of libsbml. Nothing if the type is not such an operator; a wrong
/// number of operands sets *is_wrong_arity. N-ary operators take any number, as MathML has it.
std::optional<ExpressionId> apply_operator(ExpressionGraph& graph, int type,
                                           std::span<const ExpressionId> operands,
                                           bool* is_wrong_arity);

}  // namespace sigdyn::detail
