/// The topology as a picture: steps between species, and Graphviz DOT.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace sigdyn {

/// A bipartite graph: species as boxes, grouped by compartment; reactions as points. A reaction and
/// its reverse are one point with arrows both ways. What a reaction needs and gives back (a
/// catalyst) is tied to it by a dashed line. Render with `dot -Tsvg`.
std::string to_dot(const Network& network);

/// A reaction, or two that run against each other, as an arrow of a pathway.
struct PathwayStep {
  std::string name;  ///< of the first of its reactions
  std::vector<SpeciesId> from{};
  std::vector<SpeciesId> to{};
  std::vector<SpeciesId> catalysts{};  ///< needed and given back in equal number
  bool is_reversible = false;
};

/// The points of to_dot() as steps, in the order of the reactions.
std::vector<PathwayStep> pathway_steps(const Network& network);

/// Draws E + S <-> ES -> E + P as S -> P with the catalyst E, the way pathways are drawn: a complex
/// goes where it is made in one binding of two, only falls apart into one of the two and something
/// else, and takes part in nothing more. The release takes the place of the binding.
std::vector<PathwayStep> without_enzyme_complexes(const std::vector<PathwayStep>& steps);

}  // namespace sigdyn
