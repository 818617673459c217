#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/json.hpp"
#include "page/detail/content.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::array band_levels{0.05, 0.25, 0.5, 0.75, 0.95};
constexpr std::size_t most_values = std::size_t{1} << 24;  ///< held at once: 128 MiB

/// Quantiles by linear interpolation between order statistics (Hyndman and Fan 1996, type 7);
/// values that are NaN do not count. Sorts `values`.
void append_quantiles(std::vector<double>& values, std::vector<double>& out) {
  const auto end =
      std::remove_if(values.begin(), values.end(), [](double value) { return std::isnan(value); });
  values.erase(end, values.end());
  std::sort(values.begin(), values.end());
  for (const double level : band_levels) {
    if (values.empty()) {
      out.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    const double place = level * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    const double share = place - static_cast<double>(below);
    out.push_back(values[below] + share * (values[above] - values[below]));
  }
}

/// Chosen times and observables of members drawn at random: [member][arm][time][observable].
struct Courses {
  std::size_t n_members = 0;
  std::size_t width = 0;
  std::vector<double> values;
};

Courses read_courses(const ResultReader& result, const std::vector<std::size_t>& chosen,
                     const Sampling& times) {
  const auto& shape = result.array("observables").shape;
  const std::size_t n_arms = shape[1];
  const std::size_t n_times = shape[2];
  const std::size_t n_observables = shape[3];
  Courses courses{
      .n_members = 0, .width = n_arms * times.items.size() * chosen.size(), .values = {}};
  const Sampling members = fit_randomly(shape[0], courses.width, most_values * sizeof(float));
  for (const std::size_t member : members.items) {
    const auto row = result.reals("observables", {.first = member, .count = 1});
    for (std::size_t arm = 0; arm < n_arms; ++arm) {
      for (const std::size_t time : times.items) {
        const std::size_t begin = (arm * n_times + time) * n_observables;
        for (const std::size_t i : chosen) courses.values.push_back(row[begin + i]);
      }
    }
  }
  courses.n_members = members.items.size();
  return courses;
}

}  // namespace

std::string bands_content(const ResultReader& result, const PageContext& context,
                          Payload& payload) {
  if (!result.has("observables")) return "null";
  auto chosen = chosen_among(result.texts("observable"), context);
  if (chosen.empty()) return "null";
  const auto times = result.reals("time");
  const std::size_t n_arms = result.array("arm").shape.front();
  const std::size_t per_time = n_arms * chosen.size() * band_levels.size();
  Sampling sampling = fit_evenly(times.size(), per_time, bands_budget);
  sampling.precision = Precision::single;
  const Courses courses = read_courses(result, chosen, sampling);

  std::vector<double> quantiles;
  std::vector<double> values;
  for (std::size_t i = 0; i < courses.width; ++i) {
    values.clear();
    for (std::size_t member = 0; member < courses.n_members; ++member) {
      values.push_back(courses.values[member * courses.width + i]);
    }
    append_quantiles(values, quantiles);
  }
  std::vector<double> shown_times;
  shown_times.reserve(sampling.items.size());
  for (const std::size_t i : sampling.items) shown_times.push_back(times[i]);
  payload.add("band_times", shown_times, Precision::full);
  payload.add("bands", quantiles, sampling.precision);

  const auto names = result.texts("observable");
  const auto units = result.texts("observable_units");
  std::vector<std::string> observables;
  observables.reserve(chosen.size());
  for (const std::size_t i : chosen) {
    observables.push_back(json_object(
        {{"name", json_string(names[i])}, {"unit", json_string(units[i])}, {"title", "\"\""}}));
  }
  return json_object({{"observables", json_array(observables)},
                      {"timeUnit", json_string(result.array("time").units)},
                      {"nLevels", std::to_string(band_levels.size())},
                      {"nMembers", std::to_string(courses.n_members)},
                      {"sampling", sampling_json(sampling, times.size())}});
}

}  // namespace sigdyn::detail
