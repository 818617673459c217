/// Mass action recognised in a rate expression.
#pragma once

#include <optional>
#include <span>

#include "sbml/detail/standing_still.hpp"

namespace sigdyn::detail {

/// The law as factor * k * V^p * prod(amount^count) over exactly `reactants` (merged, whole
/// counts), with k a parameter and V a compartment size that both stand still between events;
/// nothing if the expression is not such a product.
std::optional<MassAction> recognise_mass_action(const Import& import, StandingStill& stands_still,
                                                ExpressionId flux, std::span<const Term> reactants);

}  // namespace sigdyn::detail
