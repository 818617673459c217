#include "simulate/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr std::array all_metrics{Metric::initial,    Metric::final,       Metric::max,
                                 Metric::min,        Metric::time_of_max, Metric::auc,
                                 Metric::fold_change};

bool any_nan(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

double area_under_curve(std::span<const double> times, std::span<const double> values) {
  double area = 0.0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    area += 0.5 * (values[i] + values[i - 1]) * (times[i] - times[i - 1]);
  }
  return area;
}

}  // namespace

const char* to_string(Metric metric) {
  switch (metric) {
    case Metric::initial:
      return "initial";
    case Metric::final:
      return "final";
    case Metric::max:
      return "max";
    case Metric::min:
      return "min";
    case Metric::time_of_max:
      return "time_of_max";
    case Metric::auc:
      return "auc";
    case Metric::fold_change:
      return "fold_change";
  }
  return "";
}

const std::vector<std::string>& metric_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Metric metric : all_metrics) list.emplace_back(to_string(metric));
    return list;
  }();
  return names;
}

std::optional<Metric> parse_metric(std::string_view name) {
  for (const Metric metric : all_metrics) {
    if (name == to_string(metric)) return metric;
  }
  return std::nullopt;
}

std::string metric_unit(Metric metric, const std::string& unit, const std::string& time_unit) {
  if (metric == Metric::fold_change) return "1";
  if (metric == Metric::time_of_max) return time_unit;
  if (metric != Metric::auc) return unit;
  if (unit == "1") return time_unit;
  const bool is_reference = unit.find(' ') != std::string::npos;  // "see observable_units"
  return unit + (is_reference ? " times " : "*") + time_unit;
}

double summarise(Metric metric, std::span<const double> times, std::span<const double> values,
                 std::span<const double> reference) {
  SIGDYN_EXPECTS(!values.empty() && times.size() == values.size());
  switch (metric) {
    case Metric::initial:
      return values.front();
    case Metric::final:
      return values.back();
    case Metric::fold_change:
      return reference.empty() ? nan : values.back() / reference.back();
    default:
      break;
  }
  if (any_nan(values)) return nan;
  const auto highest = std::max_element(values.begin(), values.end());
  switch (metric) {
    case Metric::max:
      return *highest;
    case Metric::min:
      return *std::min_element(values.begin(), values.end());
    case Metric::time_of_max:
      return times[static_cast<std::size_t>(highest - values.begin())];
    default:
      return area_under_curve(times, values);
  }
}

double duration_above(double threshold, std::span<const double> times,
                      std::span<const double> values) {
  SIGDYN_EXPECTS(!values.empty() && times.size() == values.size());
  if (any_nan(values)) return nan;
  double duration = 0.0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double low = std::min(values[i - 1], values[i]);
    const double high = std::max(values[i - 1], values[i]);
    if (high <= threshold) continue;
    const double share = low >= threshold ? 1.0 : (high - threshold) / (high - low);
    duration += share * (times[i] - times[i - 1]);
  }
  return duration;
}

}  // namespace sigdyn
