/// Conservation laws: weighted sums of amounts that no reaction changes.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace sigdyn {

/// sum_i weight_i * amount_i is constant. Weights are small integers where the network has them.
struct ConservationLaw {
  std::vector<Term> terms;  ///< species and weight
};

/// A basis of the left null space of the stoichiometric matrix, non-negative where possible.
/// Species that are fixed, driven by rules or of variable stoichiometry take part in none.
/// Source: Schuster & Hoefer (1991), J. Chem. Soc. Faraday Trans. 87:2561,
/// doi:10.1039/FT9918702561.
std::vector<ConservationLaw> find_conservation_laws(const Network& network);

}  // namespace sigdyn
