/// The order of elimination and the fill it makes, on bit sets.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ode/sparsity_pattern.hpp"

namespace sigdyn::detail {

struct Elimination {
  std::vector<std::uint32_t> order;             ///< [n] state eliminated at step k
  std::vector<std::vector<std::uint32_t>> row;  ///< [n] states in row k of L + U, unordered
};

/// See symbolic_lu.hpp for the rule. Nothing if the factors would take more multiply-adds than
/// `max_multiply_adds`; that is found after a part of the work, most of which the last, dense rows
/// would be.
std::optional<Elimination> eliminate(const SparsityPattern& pattern,
                                     std::uint64_t max_multiply_adds);

}  // namespace sigdyn::detail
