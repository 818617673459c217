/// Extreme rays of a cone: all non-negative combinations that keep every constraint non-negative.
#pragma once

#include <cstdint>
#include <vector>

namespace sigdyn::detail {

using IntegerVector = std::vector<std::int64_t>;

/// Rays of {x >= 0, c.x >= 0 for all c in constraints} in dimension n, without common factors, by
/// the double description method. Gives up beyond `max_rays` and returns none. Throws
/// FractionOverflow. Source: Motzkin et al. (1953), in Contributions to the Theory of Games
/// II:51-73.
std::vector<IntegerVector> positive_rays(std::size_t n,
                                         const std::vector<IntegerVector>& constraints,
                                         std::size_t max_rays);

}  // namespace sigdyn::detail
