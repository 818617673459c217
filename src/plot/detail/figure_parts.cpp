#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "plot/detail/figure_kinds.hpp"
#include "scenario/load_scenario.hpp"

namespace sigdyn::detail {
namespace {

std::string superscript(int number) {
  static const char* digits[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                 "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text = number < 0 ? "\u207B" : "";
  for (const char c : std::to_string(std::abs(number))) text += digits[c - '0'];
  return text;
}

}  // namespace

Scenario stored_scenario(const ResultReader& result) {
  const std::string text = result.attribute("scenario_text");
  if (text.empty()) {
    throw InputError({{Severity::error, {result.path(), 0, 0}, "holds no scenario text"}});
  }
  return parse_scenario(text, result.attribute("scenario_file"));
}

ValueScale readable_values(const std::string& unit, double largest) {
  ValueScale scale{unit.empty() ? "dimensionless" : unit, 1.0};
  if (!(largest >= 1e4) && !(largest > 0.0 && largest < 1e-2)) return scale;
  const int power = 3 * static_cast<int>(std::floor(std::log10(largest) / 3.0));
  scale.size = std::pow(10.0, power);
  scale.label = "10" + superscript(power) + (unit.empty() ? "" : " " + unit);
  return scale;
}

void scale_y(Panel& panel, const std::string& unit) {
  double largest = 0.0;
  for (const Curve& curve : panel.curves) {
    for (const auto* values : {&curve.y, &curve.y_high}) {
      for (const double value : *values) {
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
      }
    }
  }
  const ValueScale scale = readable_values(unit, largest);
  panel.y.label = scale.label;
  for (Curve& curve : panel.curves) {
    for (double& value : curve.y) value /= scale.size;
    for (double& value : curve.y_high) value /= scale.size;
  }
}

bool has_values(const Panel& panel) {
  return std::ranges::any_of(panel.curves, [](const Curve& curve) {
    const std::vector<double>& values = curve.mark == Mark::tile ? curve.z : curve.y;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isfinite(values[i]) && std::isfinite(curve.x[i])) return true;
    }
    return false;
  });
}

void apply_log(const PlotRequest& request, Figure& figure) {
  if (!request.log) return;
  for (Panel& panel : figure.panels) {
    const auto scale = [&](char axis) {
      return request.log->find(axis) == std::string::npos ? AxisScale::linear : AxisScale::log;
    };
    panel.x.scale = scale('x');
    panel.y.scale = scale('y');
    if (panel.x.scale == AxisScale::log && panel.x.low <= 0.0) panel.x.low = panel.x.high = 0.0;
    if (panel.y.scale == AxisScale::linear) continue;
    panel.y.low = panel.y.high = 0.0;
  }
}

double place_of_zero(const std::vector<double>& doses) {
  std::set<double> distinct;
  for (const double dose : doses) {
    if (dose > 0.0) distinct.insert(dose);
  }
  if (distinct.empty()) return 0.1;
  const double lowest = *distinct.begin();
  const double ratio = distinct.size() > 1 ? *std::next(distinct.begin()) / lowest : 10.0;
  return lowest / std::clamp(ratio, 3.0, 10.0);
}

void add_dose_curve(Panel& panel, const DosePoints& points, std::size_t style, const HillFit& fit) {
  constexpr int n_curve_points = 81;
  const double zero = place_of_zero(points.doses);
  const double highest = *std::ranges::max_element(points.doses);
  const double lowest = highest > 0.0 ? zero : 0.0;
  if (fit.is_found && highest > 0.0) {
    Curve curve{.mark = Mark::line, .style = style};
    for (int i = 0; i < n_curve_points; ++i) {
      const double dose = lowest * std::pow(highest / lowest, i / (n_curve_points - 1.0));
      curve.x.push_back(dose);
      curve.y.push_back(fit.response(dose));
    }
    panel.curves.push_back(std::move(curve));
    const double half = 0.5 * (fit.bottom + fit.top);
    panel.curves.push_back({.mark = Mark::dashed_line,
                            .style = style,
                            .x = {fit.ec50, fit.ec50},
                            .y = {std::min(fit.bottom, fit.top), half}});
  }
  Curve marks{.mark = Mark::points, .style = style, .x = points.doses, .y = points.responses};
  for (double& dose : marks.x) {
    if (dose > 0.0) continue;
    dose = zero;
    panel.x.ticks = {{zero, "0"}};
  }
  if (!fit.is_found) {
    marks.mark = Mark::line;
    panel.curves.push_back(marks);
    marks.mark = Mark::points;
  }
  panel.curves.push_back(std::move(marks));
}

std::string fit_text(const FittedCurve& curve) {
  const HillFit& fit = curve.fit;
  std::string text = curve.observable;
  if (!curve.series.empty()) text += ", " + curve.series;
  if (!fit.is_found) return text + ": no Hill fit (" + fit.reason + ")";
  return text + fmt::format(": EC50 {:#.3g} \u00B1 {:.2g} {}{}slope {:#.3g} \u00B1 {:.2g}",
                            fit.ec50, fit.ec50_error, curve.dose_unit,
                            curve.dose_unit.empty() ? "" : ", ", fit.slope, fit.slope_error);
}

std::string failure_note(const std::vector<std::string>& arms,
                         const std::vector<std::string>& failures) {
  std::string note;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    if (failures[i].empty()) continue;
    note += (note.empty() ? "failed: " : ", ") + arms[i] + " (" + failures[i] + ")";
  }
  return note;
}

void expect_distinct(std::size_t n_curves) {
  if (n_curves <= n_curve_styles) return;
  throw UsageError(fmt::format(
      "{} curves in one panel cannot be told apart (at most {} can), choose some with --arm",
      n_curves, n_curve_styles));
}

}  // namespace sigdyn::detail
