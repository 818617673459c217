#include "plot/stored_courses.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"

namespace sigdyn {
namespace {

std::string without_one(const std::string& unit) {
  return unit == "1" ? "" : unit;
}

std::vector<std::string> failures_of(const ResultReader& result, const std::string& time_unit) {
  const std::vector<std::string>& flags = result.array("status").flags;
  const auto status = result.integers("status");
  const auto reached = result.reals("t_reached");
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < status.size(); ++i) {
    const auto flag = static_cast<std::size_t>(status[i]);
    const std::string meaning = flag < flags.size() ? flags[flag] : "unknown status";
    const std::string place =
        std::isfinite(reached[i]) ? " at " + time_text(reached[i], time_unit) : "";
    failures.push_back(meaning == "success" ? "" : meaning + place);
  }
  return failures;
}

}  // namespace

const char* to_string(PlotKind kind) {
  switch (kind) {
    case PlotKind::time:
      return "time";
    case PlotKind::dose:
      return "dose";
    case PlotKind::fold:
      return "fold";
    case PlotKind::sweep:
      break;
  }
  return "sweep";
}

std::span<const double> StoredCourses::course(std::size_t arm, std::size_t observable) const {
  const std::size_t at = (arm * observables.size() + observable) * times.size();
  return std::span(values).subspan(at, times.size());
}

std::vector<std::size_t> chosen(const std::vector<std::string>& names,
                                const std::vector<std::string>& all, const std::string& what,
                                const std::string& path) {
  std::vector<std::size_t> indices;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(all, name);
    if (found == all.end()) {
      throw UsageError(fmt::format("{} has no {} '{}'{}", path, what, name, suggestion(name, all)));
    }
    const auto index = static_cast<std::size_t>(found - all.begin());
    if (std::ranges::find(indices, index) == indices.end()) indices.push_back(index);
  }
  for (std::size_t i = 0; names.empty() && i < all.size(); ++i) indices.push_back(i);
  return indices;
}

StoredCourses read_courses(const ResultReader& result, const PlotRequest& request) {
  for (const char* array : {"observables", "observable", "arm", "time", "status", "t_reached"}) {
    if (result.has(array)) continue;
    throw InputError(
        {{Severity::error,
          {result.path(), 0, 0},
          fmt::format("holds no array '{}' (a plot of time courses needs it)", array)}});
  }
  const auto all_arms = result.texts("arm");
  const auto all_observables = result.texts("observable");
  const auto all_units = result.texts("observable_units");
  StoredCourses courses;
  courses.times = result.reals("time");
  courses.time_unit = without_one(result.array("time").units);
  const auto all_failures = failures_of(result, courses.time_unit);
  const auto observables =
      chosen(request.observables, all_observables, "observable", result.path());
  for (const std::size_t i : observables) {
    courses.observables.push_back(all_observables[i]);
    courses.units.push_back(without_one(all_units[i]));
  }
  const std::size_t n_times = courses.times.size();
  for (const std::size_t arm : chosen(request.arms, all_arms, "arm", result.path())) {
    courses.arms.push_back(all_arms[arm]);
    courses.failures.push_back(all_failures[arm]);
    const auto values = result.reals("observables", {.first = arm, .count = 1});
    for (const std::size_t i : observables) {
      for (std::size_t t = 0; t < n_times; ++t) {
        courses.values.push_back(values[t * all_observables.size() + i]);
      }
    }
  }
  return courses;
}

TimeScale readable_time(const std::string& unit, double longest) {
  if (unit != "s" || longest <= 120.0) return {unit, 1.0};
  if (longest <= 2.0 * 3600.0) return {"min", 60.0};
  if (longest <= 4.0 * 86400.0) return {"h", 3600.0};
  return {"d", 86400.0};
}

std::string time_text(double time, const std::string& unit) {
  const TimeScale scale = readable_time(unit, time);
  const std::string number = fmt::format("{:.4g}", time / scale.size);
  return scale.unit.empty() ? number : number + " " + scale.unit;
}

}  // namespace sigdyn
