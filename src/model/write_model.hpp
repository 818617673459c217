/// Network -> text of a YAML model file (docs/model-format.md).
#pragma once

#include <string>

#include "network/network.hpp"

namespace sigdyn {

/// Loading the text gives a network of the same species, parameters and reactions and of the same
/// dynamics, to rounding. Numbers of a network that keeps the units of its file (SBML, .net) are
/// written in the units that file names, or as molecules, seconds and litres if it names none.
///
/// What the format has no room for is simplified and noted in the text: names that are no YAML
/// model names are changed (the old one becomes the title), values computed from parameters without
/// known dimensions become numbers, observables whose dimension cannot be known are left out.
/// Throws UnsupportedError for what would change the dynamics: rate laws that are no mass action,
/// rules over time, events, stoichiometries that vary.
std::string write_model(const Network& network);

}  // namespace sigdyn
