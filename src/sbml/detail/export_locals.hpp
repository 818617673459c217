/// Which parameters of a network are local parameters of a reaction in SBML.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace sigdyn::detail {

struct LocalParameter {
  std::size_t reaction = 0;
  std::string id;
};

/// By parameter: those called "R.k" (as load_sbml() names k of reaction R) that nothing but the law
/// of R reads, where that law reads nothing else that is called k.
std::map<std::uint32_t, LocalParameter> find_local_parameters(const Network& network);

}  // namespace sigdyn::detail
