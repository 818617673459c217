/// What a network is made of, as aligned text tables for reading.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace sigdyn {

/// Each has a head line and one line per entry; empty if there is nothing to list. Values are in
/// the units the user wrote; amounts of species in nM (volumes) or molecules for YAML models.
std::string species_table(const Network& network);
std::string parameter_table(const Network& network);
std::string reaction_table(const Network& network);
std::string observable_table(const Network& network);
std::string perturbation_table(const Network& network);

/// How many species, reactions of each order, parameters of each class of evidence, and so on.
std::string count_table(const Network& network);

}  // namespace sigdyn
