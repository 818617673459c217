/// Elementary reaction steps as written, names not yet resolved: what a line of `reactions:` is,
/// and what every motif of `topology:` expands to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/located.hpp"

namespace sigdyn::detail {

using LocatedName = Located<std::string>;

struct StepTerm {
  LocatedName species;
  int count = 1;
};

/// flux = product of `rate` parameters * product of reactants. One direction only.
struct Step {
  std::string name;  ///< to be made unique; messages call the step by it
  SourceLocation where;
  std::vector<StepTerm> reactants;
  std::vector<StepTerm> products;
  std::vector<LocatedName> rate;  ///< at least one; more are multiplied (fold factors, Ki * kon)
  std::optional<LocatedName> in;  ///< the compartment whose volume the rate refers to
};

/// A species that a motif makes if no file declares it. It lies where its parts lie: on the surface
/// one of them is on, else in the volume of all, else in the volume of `home`.
struct ComplexSpecies {
  LocatedName name;
  std::vector<LocatedName> parts;
  std::optional<LocatedName> home;  ///< the part that decides where volumes differ: a drug's target
};

/// What one entry of `reactions:` or `topology:` comes to.
struct Expansion {
  std::vector<Step> steps;
  std::vector<ComplexSpecies> complexes;
};

}  // namespace sigdyn::detail
