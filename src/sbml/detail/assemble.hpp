/// Last stage of an import: reactions, rules in order, labels of units.
#pragma once

#include "sbml/detail/dynamics.hpp"
#include "sbml/detail/import.hpp"

namespace sigdyn::detail {

/// Level 2: stoichiometryMath becomes an assigned stoichiometry.
void read_stoichiometry_math(Import& import, Dynamics& dynamics);

/// Fills the reactions' terms and laws.
void assemble_reactions(Import& import, Dynamics& dynamics);

/// Puts the rules into the network, assignments sorted. Reports loops.
void assemble_rules(Import& import);

/// Reports quantities that a formula or reaction needs and that have no value.
void check_values(Import& import);

}  // namespace sigdyn::detail
