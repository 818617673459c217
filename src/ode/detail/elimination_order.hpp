/// The order of elimination and the fill it makes, on bit sets.
#pragma once

#include <cstdint>
#include <vector>

#include "ode/sparsity_pattern.hpp"

namespace sigdyn::detail {

struct Elimination {
  std::vector<std::uint32_t> order;             ///< [n] state eliminated at step k
  std::vector<std::vector<std::uint32_t>> row;  ///< [n] states in row k of L + U, unordered
};

/// See symbolic_lu.hpp for the rule.
Elimination eliminate(const SparsityPattern& pattern);

}  // namespace sigdyn::detail
