#include "plot/detail/thinned.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace sigdyn::detail {

Curve thinned(Curve curve) {
  constexpr std::size_t few = 600;
  constexpr std::size_t n_runs = 200;
  const std::size_t n = curve.x.size();
  if (n <= few) return curve;
  std::set<std::size_t> kept;
  for (std::size_t run = 0; run < n_runs; ++run) {
    const std::size_t first = run * n / n_runs;
    const std::size_t end = (run + 1) * n / n_runs;
    std::size_t lowest = first;
    std::size_t highest = first;
    for (std::size_t i = first; i < end; ++i) {
      if (curve.y[i] < curve.y[lowest]) lowest = i;
      if (curve.y[i] > curve.y[highest]) highest = i;
      if (!std::isfinite(curve.y[i])) kept.insert(i);
    }
    kept.insert({first, lowest, highest, end - 1});
  }
  Curve result{.mark = curve.mark, .style = curve.style};
  for (const std::size_t i : kept) {
    result.x.push_back(curve.x[i]);
    result.y.push_back(curve.y[i]);
  }
  return result;
}

}  // namespace sigdyn::detail
