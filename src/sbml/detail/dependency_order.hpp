/// The order in which quantities that are computed from each other can be computed.
#pragma once

#include <string>
#include <vector>

#include "sbml/detail/import.hpp"
#include "sbml/detail/substitution.hpp"

namespace sigdyn::detail {

/// The targets of `values`, each after the targets that its value reads. Loops go to the log, with
/// `what` they are made of.
std::vector<Symbol> order_by_dependency(Import& import, const Replacements& values,
                                        const std::string& what);

}  // namespace sigdyn::detail
