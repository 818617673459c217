/// Observables as a YAML model writes them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "network/network.hpp"

namespace sigdyn::detail {

/// The parameters that an assignment rule computes from species: what SBML has for an observable.
std::set<std::uint32_t> find_read_outs(const Network& network);

/// Species -> weight where the expression is a weighted sum of amounts; nothing if it is not.
std::optional<std::map<std::uint32_t, double>> weighted_sum(const ExpressionGraph& graph,
                                                            ExpressionId id);

}  // namespace sigdyn::detail
