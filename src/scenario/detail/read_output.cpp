#include "scenario/detail/read_output.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "scenario/detail/read_treatment.hpp"

namespace sigdyn::detail {
namespace {

constexpr long default_points = 201;
constexpr long most_points = 10'000'000;  ///< 80 MB per column: beyond that it is a typing error

/// n points from 0 to `until`, both included. Whole multiples come out the same for every grid that
/// has them, and the last one is `until` itself.
std::vector<double> equal_times(double until, long n) {
  std::vector<double> times;
  times.reserve(static_cast<std::size_t>(n));
  const auto n_intervals = static_cast<double>(n - 1);
  for (long i = 0; i + 1 < n; ++i) times.push_back(until * static_cast<double>(i) / n_intervals);
  times.push_back(until);
  return times;
}

/// 0, every, 2 every, ... and `until`.
std::vector<double> spaced_times(double until, double every) {
  std::vector<double> times;
  constexpr double nearly = 1.0 - 1e-9;  // a multiple that misses `until` by rounding is `until`
  for (long i = 0; static_cast<double>(i) * every < until * nearly; ++i) {
    times.push_back(static_cast<double>(i) * every);
  }
  times.push_back(until);
  return times;
}

std::vector<double> read_listed_times(const YamlMapping& output, OutputSpec& spec,
                                      DiagnosticLog& log) {
  std::vector<double> times;
  for (const YamlNode& item : output.items("times")) {
    const auto time = read_time(item, "an output time", log);
    if (!time) continue;
    if (!times.empty() && time->value.coherent() <= times.back()) {
      log.error(time->where, fmt::format("output time '{}' is not after the one before (expected "
                                         "ascending times)",
                                         item.text()));
    }
    times.push_back(time->value.coherent());
    if (!output.has("until")) spec.until = *time;
  }
  return times;
}

/// How the grid is given beside `until`, which is known.
std::vector<double> read_grid(const YamlMapping& output, double until, DiagnosticLog& log) {
  const YamlNode* every_node = output.find("every", Need::optional);
  if (every_node != nullptr && !every_node->is_null()) {
    const auto every = read_time(*every_node, "'every' of output", log);
    if (!every) return {};
    const double spacing = every->value.coherent();
    if (spacing > 0.0 && until / spacing < static_cast<double>(most_points)) {
      return spaced_times(until, spacing);
    }
    log.error(every->where, fmt::format("'every' of output is '{}' (expected a time above 0 and at "
                                        "most {} points in all)",
                                        every_node->text(), most_points));
    return {};
  }
  const auto points = output.whole_number("points");
  if (!points) return equal_times(until, default_points);
  if (points->value >= 2 && points->value <= most_points) return equal_times(until, points->value);
  log.error(points->where,
            fmt::format("'points' of output is {} (expected 2 to {})", points->value, most_points));
  return {};
}

bool check_range(const std::optional<Located<double>>& value, double low, double high,
                 const char* what, DiagnosticLog& log) {
  if (!value) return false;
  if (value->value > low && value->value <= high) return true;
  log.error(value->where, fmt::format("{} is {} (expected above {} and at most {})", what,
                                      value->value, low, high));
  return false;
}

}  // namespace

OutputSpec read_output(const YamlMapping& scenario, DiagnosticLog& log) {
  OutputSpec spec;
  const YamlNode* node = scenario.find("output", Need::required);
  if (node == nullptr || node->is_null()) return spec;
  const YamlMapping output(*node, "output",
                           {"until", "points", "every", "times", "observe", "species"}, log);
  spec.observe = output.names("observe");
  if (const auto species = output.boolean("species")) spec.species = species->value;

  const int n_grids =
      int{output.has("points")} + int{output.has("every")} + int{output.has("times")};
  if (n_grids > 1)
    log.error(output.where(), "output has more than one of 'points', 'every' and 'times'");
  if (output.has("times")) {
    spec.times = read_listed_times(output, spec, log);
    return spec;
  }
  const YamlNode* until = output.find("until", Need::required);
  if (until == nullptr || until->is_null()) return spec;
  const auto time = read_time(*until, "'until' of output", log);
  if (!time) return spec;
  spec.until = *time;
  if (time->value.value == 0.0) {
    log.error(time->where, "'until' of output is 0 (expected a time above 0)");
    return spec;
  }
  spec.times = read_grid(output, time->value.coherent(), log);
  return spec;
}

std::optional<EquilibrateSpec> read_equilibrate(const YamlMapping& scenario, DiagnosticLog& log) {
  const YamlNode* node = scenario.find("equilibrate", Need::optional);
  if (node == nullptr || node->is_null()) return std::nullopt;
  const YamlMapping mapping(*node, "equilibrate", {"until", "at_most", "for"}, log);
  EquilibrateSpec spec;
  spec.until_steady_state = !mapping.has("for");
  if (mapping.has("for") && (mapping.has("until") || mapping.has("at_most"))) {
    log.error(mapping.where(),
              "equilibrate has 'for' beside 'until' or 'at_most' (a fixed time, or until steady)");
  }
  if (const auto until = mapping.text("until"); until && until->value != "steady_state") {
    log.error(until->where, fmt::format("'until' of equilibrate is '{}' (expected steady_state; a "
                                        "fixed time is 'for')",
                                        until->value));
  }
  const char* key = spec.until_steady_state ? "at_most" : "for";
  const YamlNode* limit = mapping.find(key, Need::required);
  if (limit == nullptr || limit->is_null()) return spec;
  if (const auto time = read_time(*limit, fmt::format("'{}' of equilibrate", key), log)) {
    spec.at_most = *time;
    if (time->value.value == 0.0) {
      log.error(time->where,
                fmt::format("'{}' of equilibrate is 0 (expected a time above 0)", key));
    }
  }
  return spec;
}

std::optional<CompareSpec> read_compare(const YamlMapping& scenario, const std::vector<Arm>& arms,
                                        DiagnosticLog& log) {
  const YamlNode* node = scenario.find("compare", Need::optional);
  if (node == nullptr || node->is_null()) return std::nullopt;
  const YamlMapping mapping(*node, "compare", {"to", "report"}, log);
  CompareSpec spec;
  spec.report = mapping.names("report");
  const auto to = mapping.name("to", Need::required);
  if (!to) return spec;
  spec.to = *to;
  std::vector<std::string> names;
  for (const Arm& arm : arms) names.push_back(arm.name.value);
  if (std::ranges::find(names, to->value) == names.end()) {
    log.error(to->where, fmt::format("'to' of compare: no arm '{}'{}", to->value,
                                     suggestion(to->value, names)));
  }
  return spec;
}

SolverSpec read_solver(const YamlMapping& scenario, DiagnosticLog& log) {
  SolverSpec spec;
  spec.method.value = "auto";
  const YamlNode* node = scenario.find("solver", Need::optional);
  if (node == nullptr || node->is_null()) return spec;
  const YamlMapping mapping(*node, "solver",
                            {"method", "rtol", "atol", "atol_of", "max_steps", "time_limit"}, log);
  if (const auto method = mapping.name("method")) spec.method = *method;
  const auto rtol = mapping.number("rtol");
  if (check_range(rtol, 0.0, 0.1, "'rtol' of solver", log)) spec.rtol = rtol->value;
  if (const auto atol = mapping.quantity("atol")) {
    if (atol->value.value > 0.0) {
      spec.atol = *atol;
    } else {
      log.error(atol->where,
                fmt::format("'atol' of solver is {} (expected above 0)", atol->value.value));
    }
  }
  for (const YamlEntry& entry : mapping.entries("atol_of")) {
    const auto value =
        read_quantity(entry.value, fmt::format("atol_of '{}'", entry.key.value), log);
    if (!value) continue;
    if (value->value.value > 0.0) {
      spec.atol_of.push_back({entry.key, *value});
    } else {
      log.error(value->where, fmt::format("atol_of '{}' is {} (expected above 0)", entry.key.value,
                                          value->value.value));
    }
  }
  if (const auto steps = mapping.whole_number("max_steps")) {
    if (steps->value >= 1) {
      spec.max_steps = steps->value;
    } else {
      log.error(steps->where,
                fmt::format("'max_steps' of solver is {} (expected at least 1)", steps->value));
    }
  }
  if (const auto limit = mapping.quantity("time_limit", time_dimension)) {
    if (limit->value.value > 0.0) {
      spec.time_limit = limit->value.coherent();
    } else {
      log.error(limit->where,
                fmt::format("'time_limit' of solver is {} (expected above 0)", limit->value.value));
    }
  }
  return spec;
}

}  // namespace sigdyn::detail
