/// Which constants do not say where they come from: the rule of `sigdyn check --strict`.
#pragma once

#include <vector>

#include "base/diagnostic.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// An error for each parameter and each species with an initial amount that lacks evidence, a
/// source (where reported or derived) or a note (where derived or assumed); a warning for each
/// source that nothing cites. Exempt are values that follow from others (formulas), arguments of
/// perturbations and surfaces without an area. By place in the files.
std::vector<Diagnostic> find_undocumented(const Network& network);

}  // namespace sigdyn
