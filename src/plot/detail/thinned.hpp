/// Fewer points for the same picture.
#pragma once

#include "plot/figure.hpp"

namespace sigdyn::detail {

/// A line of more than 600 points as the first, lowest, highest and last of each of 200 equal runs
/// of points, which is below what a panel of a figure resolves. Gaps stay gaps.
Curve thinned(Curve curve);

}  // namespace sigdyn::detail
