/// First stage of an import: every id gets its place in the network and its meaning.
#pragma once

#include "sbml/detail/import.hpp"

namespace sigdyn::detail {

/// Adds compartments (each with a parameter for its size), parameters, species, reactions (without
/// laws), local parameters and named stoichiometries; fills meanings, locals, has_value.
void declare_symbols(Import& import);

}  // namespace sigdyn::detail
