/// The ends and ticks of an axis.
#pragma once

#include <string>

#include "plot/figure.hpp"

namespace sigdyn::detail {

/// As gnuplot reads it: "*" where it may choose.
struct DrawnRange {
  std::string low;
  std::string high;
  std::string ticks;  ///< a list for logarithmic axes, where few fit or gnuplot would choose none
  double step = 0.0;  ///< between ticks; 0: gnuplot chooses
};

/// Of the axis `letter`, 'x', 'y', or 'z' (colours), of a panel, from what is asked for or from its
/// data. A linear y axis begins at 0 where that hides nothing. `length` [mm] bounds the number of
/// ticks.
DrawnRange range_of(const Panel& panel, char letter, double length);

}  // namespace sigdyn::detail
