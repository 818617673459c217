/// Initial values of an SBML model.
#pragma once

#include "sbml/detail/dynamics.hpp"
#include "sbml/detail/import.hpp"

namespace sigdyn::detail {

/// Reads initial assignments, and initial concentrations as amounts: a number where the
/// compartment's size is one, an initial rule where the size is itself computed.
void read_initial_values(Import& import, Dynamics& dynamics);

/// Puts the initial rules into the network, each after those it reads, with assigned quantities
/// written out. Reports loops.
void sort_initial_rules(Import& import);

}  // namespace sigdyn::detail
