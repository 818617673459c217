/// SBML out: a Network as a Level 3 Version 2 document.
#pragma once

#include <string>

#include "network/network.hpp"

namespace sigdyn {

/// The document as text. Reading it back gives the same dynamics; ids that SBML allows stay to the
/// letter, others have their bad letters replaced by '_'.
///   species       read as concentrations in formulas where the compartment's size stands still and
///                 the network does not call them amounts, so that mass action reads k * V * A * B
///   units         those of the network, where it states them
///   observables   assignment rules, in the unit that users see
///   sources       notes; `is` an annotation that resolves at identifiers.org
/// Perturbations have no counterpart and are left out.
/// Throws UnsupportedError for a formula that has over a million terms when written out.
std::string write_sbml(const Network& network);

}  // namespace sigdyn
