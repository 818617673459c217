#include "ode/detail/error_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/contract.hpp"

namespace sigdyn::detail {

void fill_absolute_tolerances(const ErrorControl& error, const LaneTask& task,
                              std::span<double> atol) {
  SIGDYN_EXPECTS(task.error_scale.size() == atol.size());
  SIGDYN_EXPECTS(error.absolute_atol.empty() || error.absolute_atol.size() == atol.size());

  // Far below any amount that matters, far enough above the denormals that 1/atol stays finite.
  constexpr double floor = 1e-200;
  for (std::size_t i = 0; i < atol.size(); ++i) {
    const bool is_own = !error.absolute_atol.empty() && error.absolute_atol[i] >= 0.0;
    const double wanted = is_own ? error.absolute_atol[i] : error.atol * task.error_scale[i];
    atol[i] = std::max(wanted, floor);
  }
}

std::vector<std::size_t> worst_states(std::span<const double> weighted_error) {
  const auto size_of_error = [&](std::size_t i) {
    const double size = std::fabs(weighted_error[i]);
    return std::isnan(size) ? std::numeric_limits<double>::infinity() : size;
  };
  std::vector<std::size_t> worst;
  for (std::size_t i = 0; i < weighted_error.size(); ++i) {
    if (size_of_error(i) == 0.0) continue;
    const auto place = std::find_if(worst.begin(), worst.end(), [&](std::size_t other) {
      return size_of_error(i) > size_of_error(other);
    });
    worst.insert(place, i);
    if (worst.size() > 3) worst.pop_back();
  }
  return worst;
}

}  // namespace sigdyn::detail
