/// The equations of a network, for reading: fluxes, differential equations, conservation laws.
#pragma once

#include <string>
#include <vector>

#include "network/conservation_law.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// "kon*IGF1*IGF1R/medium": amounts and sizes by name.
std::string flux_text(const Network& network, const Reaction& reaction);

/// "A + 2 B -> C"; "0" for nothing.
std::string reaction_text(const Network& network, const Reaction& reaction);

/// One line per species that changes, then per rate and assignment rule:
/// "d(IGF1R)/dt = -kon*IGF1*IGF1R/medium + koff*IGF1R_IGF1". Amounts, [molecules/s] for YAML
/// models.
std::string ode_text(const Network& network);

/// The same as the body of a LaTeX document: align* environments over breakable lines.
std::string ode_latex(const Network& network);

/// "AKT + pAKT + 2 AKT_AKT = 35700 molecules": the value is that of the initial amounts.
std::string conservation_law_text(const Network& network, const std::vector<ConservationLaw>& laws);

}  // namespace sigdyn
