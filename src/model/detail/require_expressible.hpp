/// Whether a network can be said in a YAML model.
#pragma once

#include "network/network.hpp"

namespace sigdyn::detail {

/// Throws UnsupportedError, with the name and place of the first thing that a YAML model has no
/// words for and that would change the dynamics if it were left out.
void require_expressible(const Network& network);

}  // namespace sigdyn::detail
