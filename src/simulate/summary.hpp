/// Numbers that sum up one time course: what tables, comparisons and sweeps report.
///
/// All of them look at the output points only, and are NaN if one value they need is NaN: a run
/// that failed half-way has no maximum.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigdyn {

enum class Metric : std::uint8_t {
  initial,  ///< first value
  final,    ///< last value
  max,
  min,
  time_of_max,  ///< first time at which it is reached
  auc,          ///< area under the curve, trapezoidal rule
  fold_change   ///< final value / final value of the run compared to
};

const char* to_string(Metric metric);
std::optional<Metric> parse_metric(std::string_view name);

/// The names of all metrics, for suggestions.
const std::vector<std::string>& metric_names();

/// The unit of a metric of an observable with `unit` over a time axis in `time_unit`; "1" is no
/// unit.
std::string metric_unit(Metric metric, const std::string& unit, const std::string& time_unit);

/// Expects as many values as times, at least one, ascending times. `reference` is the time course
/// compared to, for fold_change; NaN where it is empty.
double summarise(Metric metric, std::span<const double> times, std::span<const double> values,
                 std::span<const double> reference = {});

/// For how long the straight lines between the points are above `threshold`; NaN if a value is NaN.
double duration_above(double threshold, std::span<const double> times,
                      std::span<const double> values);

}  // namespace sigdyn
