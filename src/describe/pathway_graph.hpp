/// The topology as a picture: Graphviz DOT.
#pragma once

#include <string>

#include "network/network.hpp"

namespace sigdyn {

/// A bipartite graph: species as boxes, grouped by compartment; reactions as points. A reaction and
/// its reverse are one point with arrows both ways. What a reaction needs and gives back (a
/// catalyst) is tied to it by a dashed line. Render with `dot -Tsvg`.
std::string to_dot(const Network& network);

}  // namespace sigdyn
