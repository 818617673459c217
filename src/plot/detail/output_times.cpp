#include "plot/detail/output_times.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/units.hpp"

namespace sigdyn::detail {
namespace {

/// [unit of the result's time axis]
double parsed_time(const std::string& text, const std::string& unit) {
  std::string reason;
  const auto quantity = parse_quantity(text, &reason);
  if (!quantity) throw UsageError(fmt::format("--at '{}' is no time: {}", text, reason));
  const auto own = parse_unit(unit.empty() ? "1" : unit);
  if (!own || !(quantity->unit.dimension == own->dimension)) {
    throw UsageError(fmt::format("--at '{}' is no time (the result's times are in {})", text,
                                 unit.empty() ? "no unit" : unit));
  }
  return quantity->coherent() / own->scale;
}

}  // namespace

std::vector<std::size_t> chosen_times(const StoredCourses& courses, const PlotRequest& request) {
  constexpr std::size_t few = 4;
  const std::size_t n = courses.times.size();
  std::vector<std::size_t> indices;
  for (const std::string& text : request.at) {
    const double time = parsed_time(text, courses.time_unit);
    const auto nearest = std::ranges::min_element(
        courses.times, {}, [time](double stored) { return std::abs(stored - time); });
    if (nearest == courses.times.end() ||
        std::abs(*nearest - time) > 1e-9 * std::max(std::abs(time), courses.times.back())) {
      throw UsageError(fmt::format("--at '{}' is no output time, the nearest one is {}", text,
                                   time_text(*nearest, courses.time_unit)));
    }
    indices.push_back(static_cast<std::size_t>(nearest - courses.times.begin()));
  }
  if (!indices.empty() || n == 0) return indices;
  for (std::size_t i = n <= few && n > 1 ? 1 : n - 1; i < n; ++i) indices.push_back(i);
  return indices;
}

}  // namespace sigdyn::detail
