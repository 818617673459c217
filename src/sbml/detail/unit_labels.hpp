/// What the units of an SBML model are called, where they have a name in sigdyn.
#pragma once

#include "network/network.hpp"

class Model;

namespace sigdyn::detail {

/// "s", "min", "nmol", "molecules", "mL", ...; empty where the model does not say or says something
/// that has no such name. Before Level 3 the defaults are second, mole and litre.
NetworkUnits unit_labels(const ::Model& model);

}  // namespace sigdyn::detail
