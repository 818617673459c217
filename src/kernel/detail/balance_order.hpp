/// In which order to write the balances of the states, so that fluxes are used soon after they are
/// computed.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace sigdyn::detail {

/// Greedy: next comes the balance that lacks the fewest fluxes, of those the one that gained one
/// last. reads[i]: fluxes of the balance of state i; parts[f]: the range of fluxes that flux f is
/// the total of, empty for most; a total makes its parts known. Cost: O(n^2) for n states.
std::vector<std::uint32_t> balance_order(
    const std::vector<std::vector<std::uint32_t>>& reads,
    const std::vector<std::pair<std::uint32_t, std::uint32_t>>& parts);

}  // namespace sigdyn::detail
