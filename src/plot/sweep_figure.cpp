#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "plot/detail/figure_kinds.hpp"
#include "plot/quantiles.hpp"
#include "plot/stored_sweep.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t most_panels = 12;
constexpr std::size_t most_points = 500;  // per panel; bands show the others
constexpr std::size_t most_columns = 4;   // of a scatter plot
constexpr std::size_t members_per_bin = 20;

std::string title_of(const StoredSummary& summary) {
  std::string statistic = summary.statistic;
  std::ranges::replace(statistic, '_', ' ');
  return statistic.empty() ? summary.observable : summary.observable + ", " + statistic;
}

/// All combinations of two axes, each once.
bool is_grid(const StoredSweep& sweep) {
  return sweep.varied.size() == 2 &&
         sweep.varied[0].levels.size() * sweep.varied[1].levels.size() == sweep.n_members;
}

/// The arms to draw where each takes panels of its own: all if they are few, the last otherwise.
std::vector<std::size_t> arms_to_draw(const StoredSweep& sweep, Figure& figure) {
  std::vector<std::size_t> arms(sweep.arms.size());
  std::iota(arms.begin(), arms.end(), std::size_t{0});
  if (arms.size() == 1 || arms.size() * sweep.summaries.size() <= most_panels) return arms;
  figure.caption.push_back(
      fmt::format("arm {} of {}; --arm chooses others", sweep.arms.back(), sweep.arms.size()));
  return {arms.back()};
}

/// Ends of the cell round each level: half-way to its neighbours.
std::vector<double> cell_edges(const VariedQuantity& axis) {
  const bool is_log = axis.scale == AxisScale::log;
  const auto bent = [&](double value) { return is_log ? std::log(value) : value; };
  const auto unbent = [&](double value) { return is_log ? std::exp(value) : value; };
  const std::vector<double>& levels = axis.levels;
  std::vector<double> edges;
  const std::size_t n = levels.size();
  edges.push_back(unbent(1.5 * bent(levels[0]) - 0.5 * bent(levels[1])));
  for (std::size_t i = 1; i < n; ++i) {
    edges.push_back(unbent(0.5 * (bent(levels[i - 1]) + bent(levels[i]))));
  }
  edges.push_back(unbent(1.5 * bent(levels[n - 1]) - 0.5 * bent(levels[n - 2])));
  return edges;
}

std::size_t level_of(const VariedQuantity& axis, std::size_t member) {
  const auto found = std::ranges::lower_bound(axis.levels, axis.values[member]);
  return static_cast<std::size_t>(found - axis.levels.begin());
}

Panel heat_panel(const StoredSweep& sweep, const StoredSummary& summary, std::size_t arm) {
  const VariedQuantity& across = sweep.varied[0];
  const VariedQuantity& up = sweep.varied[1];
  const std::vector<double> x = cell_edges(across);
  const std::vector<double> y = cell_edges(up);
  double largest = 0.0;
  for (const double value : summary.values[arm]) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  const ValueScale scale = readable_values(summary.unit, largest);
  Panel panel{.title = title_of(summary) + " (" + scale.label + ")"};
  panel.x = {.label = across.label, .scale = across.scale, .low = x.front(), .high = x.back()};
  panel.y = {.label = up.label, .scale = up.scale, .low = y.front(), .high = y.back()};
  Curve tiles{.mark = Mark::tile};
  for (std::size_t member = 0; member < sweep.n_members; ++member) {
    const double value = summary.values[arm][member];
    const std::size_t i = level_of(across, member);
    const std::size_t k = level_of(up, member);
    if (i + 1 >= x.size() || k + 1 >= y.size()) continue;
    tiles.x.push_back(x[i]);
    tiles.x_high.push_back(x[i + 1]);
    tiles.y.push_back(y[k]);
    tiles.y_high.push_back(y[k + 1]);
    tiles.z.push_back(value / scale.size);
  }
  panel.curves.push_back(std::move(tiles));
  return panel;
}

void make_heat_map(const StoredSweep& sweep, Figure& figure) {
  for (const StoredSummary& summary : sweep.summaries) {
    for (const std::size_t arm : arms_to_draw(sweep, figure)) {
      Panel panel = heat_panel(sweep, summary, arm);
      if (sweep.arms.size() > 1) panel.note = sweep.arms[arm];
      figure.panels.push_back(std::move(panel));
    }
  }
}

void make_lines(const StoredSweep& sweep, Figure& figure) {
  expect_distinct(sweep.arms.size());
  const VariedQuantity& axis = sweep.varied[0];
  std::vector<std::size_t> order(sweep.n_members);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return axis.values[i]; });
  for (const StoredSummary& summary : sweep.summaries) {
    Panel panel{.title = title_of(summary)};
    panel.x = {.label = axis.label, .scale = axis.scale};
    for (std::size_t arm = 0; arm < sweep.arms.size(); ++arm) {
      Curve curve{.mark = Mark::line, .style = arm};
      for (const std::size_t member : order) {
        curve.x.push_back(axis.values[member]);
        curve.y.push_back(summary.values[arm][member]);
      }
      panel.curves.push_back(curve);
      if (order.size() > 60) continue;
      curve.mark = Mark::points;
      panel.curves.push_back(std::move(curve));
    }
    scale_y(panel, summary.unit);
    figure.panels.push_back(std::move(panel));
  }
  for (std::size_t arm = 0; sweep.arms.size() > 1 && arm < sweep.arms.size(); ++arm) {
    figure.legend.push_back({sweep.arms[arm], Mark::line, arm});
  }
}

/// Median and 10 to 90 % of the values over equally filled parts of the axis.
void add_bands(Panel& panel, const VariedQuantity& axis, const std::vector<double>& values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && std::isfinite(axis.values[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return axis.values[i]; });
  const std::size_t n_bins = std::min<std::size_t>(order.size() / members_per_bin, 20);
  if (n_bins < 3) return;
  Curve band{.mark = Mark::band, .style = 5};
  Curve median{.mark = Mark::line, .style = 5};
  for (std::size_t bin = 0; bin < n_bins; ++bin) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = bin * order.size() / n_bins; i < (bin + 1) * order.size() / n_bins; ++i) {
      x.push_back(axis.values[order[i]]);
      y.push_back(values[order[i]]);
    }
    const double middle = quantile(x, 0.5);
    band.x.push_back(middle);
    band.y.push_back(quantile(y, 0.1));
    band.y_high.push_back(quantile(y, 0.9));
    median.x.push_back(middle);
    median.y.push_back(quantile(y, 0.5));
  }
  panel.curves.push_back(std::move(band));
  panel.curves.push_back(std::move(median));
}

Panel scatter_panel(const StoredSweep& sweep, const StoredSummary& summary, std::size_t arm,
                    const VariedQuantity& axis) {
  const std::vector<double>& values = summary.values[arm];
  Panel panel{.title = title_of(summary)};
  panel.x = {.label = axis.label, .scale = axis.scale};
  Curve points{.mark = Mark::points, .style = 2};
  const std::size_t stride = (sweep.n_members + most_points - 1) / most_points;
  for (std::size_t i = 0; i < sweep.n_members; i += stride) {
    points.x.push_back(axis.values[i]);
    points.y.push_back(values[i]);
  }
  panel.curves.push_back(std::move(points));
  add_bands(panel, axis, values);
  const double rho = rank_correlation(axis.values, values);
  if (std::isfinite(rho)) {
    // + 0.0: no minus before 0
    panel.note = fmt::format("\u03C1 = {:.2f}", std::round(100.0 * rho) / 100.0 + 0.0);
  }
  scale_y(panel, summary.unit);
  return panel;
}

/// The axes that matter most, by the mean of |rank correlation|, in their own order.
std::vector<std::size_t> leading_axes(const StoredSweep& sweep, std::size_t arm) {
  std::vector<std::size_t> order(sweep.varied.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() <= most_columns) return order;
  std::vector<double> weight(order.size(), 0.0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const StoredSummary& summary : sweep.summaries) {
      const double rho = rank_correlation(sweep.varied[i].values, summary.values[arm]);
      if (std::isfinite(rho)) weight[i] += std::abs(rho);
    }
  }
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return weight[i]; });
  order.resize(most_columns);
  std::ranges::sort(order);
  return order;
}

/// Rows: summaries; columns: what varies.
void make_scatter(const StoredSweep& sweep, Figure& figure) {
  const std::size_t arm = sweep.arms.size() - 1;
  const std::vector<std::size_t> axes = leading_axes(sweep, arm);
  figure.n_columns = axes.size();
  figure.y_axes = YAxes::shared;
  for (const StoredSummary& summary : sweep.summaries) {
    for (const std::size_t i : axes) {
      Panel panel = scatter_panel(sweep, summary, arm, sweep.varied[i]);
      if (i != axes.front()) panel.title.clear();  // one per row
      figure.panels.push_back(std::move(panel));
    }
  }
  std::string caption = "line: median, band: 10 to 90 % of the members, \u03C1: rank correlation";
  if (sweep.arms.size() > 1) caption += "; arm " + sweep.arms[arm];
  figure.caption.push_back(caption);
  if (axes.size() < sweep.varied.size()) {
    figure.caption.push_back(
        fmt::format("the {} of {} quantities with the largest |\u03C1|; --axis "
                    "chooses others",
                    axes.size(), sweep.varied.size()));
  }
  if (sweep.n_members > most_points) {
    const std::size_t stride = (sweep.n_members + most_points - 1) / most_points;
    figure.caption.push_back(fmt::format("points: every {}th of {} members; median and band: all",
                                         stride, sweep.n_members));
  }
}

void expect_summaries(const ResultReader& result, const StoredSweep& sweep) {
  if (!sweep.summaries.empty() && !sweep.varied.empty()) return;
  throw UsageError(
      fmt::format("{} keeps no summaries; --kind time draws its time courses", result.path()));
}

void add_failures(const StoredSweep& sweep, Figure& figure) {
  const std::string note = failure_note(sweep);
  if (!note.empty()) figure.caption.push_back(note);
}

}  // namespace

MadeFigure make_sweep_figure(const ResultReader& result, const PlotRequest& request) {
  const StoredSweep sweep = read_sweep(result, request);
  expect_summaries(result, sweep);
  MadeFigure made{.figure = {}, .kind = PlotKind::sweep};
  if (sweep.varied.size() == 1) {
    make_lines(sweep, made.figure);
  } else if (is_grid(sweep)) {
    make_heat_map(sweep, made.figure);
  } else {
    make_scatter(sweep, made.figure);
  }
  add_failures(sweep, made.figure);
  return made;
}

MadeFigure make_sweep_dose_figure(const ResultReader& result, const PlotRequest& request) {
  const StoredSweep sweep = read_sweep(result, request);
  expect_summaries(result, sweep);
  if (sweep.varied.size() != 1) {
    throw UsageError(fmt::format("{} varies {} quantities, a dose response needs a sweep of one",
                                 result.path(), sweep.varied.size()));
  }
  expect_distinct(sweep.arms.size());
  const VariedQuantity& axis = sweep.varied[0];
  MadeFigure made{.figure = {}, .kind = PlotKind::dose};
  const std::size_t bracket = axis.label.find(" (");
  const std::string unit = bracket == std::string::npos
                               ? ""
                               : axis.label.substr(bracket + 2, axis.label.size() - bracket - 3);
  for (const StoredSummary& summary : sweep.summaries) {
    Panel panel{.title = title_of(summary)};
    panel.x = {.label = axis.label, .scale = AxisScale::log};
    for (std::size_t arm = 0; arm < sweep.arms.size(); ++arm) {
      const DosePoints points{axis.values, summary.values[arm]};
      const HillFit fit = fit_hill(points.doses, points.responses);
      add_dose_curve(panel, points, arm, fit);
      made.fits.push_back({title_of(summary), summary.unit, sweep.arms[arm], unit, fit});
      made.figure.caption.push_back(fit_text(made.fits.back()));
    }
    scale_y(panel, summary.unit);
    made.figure.panels.push_back(std::move(panel));
  }
  for (std::size_t arm = 0; sweep.arms.size() > 1 && arm < sweep.arms.size(); ++arm) {
    made.figure.legend.push_back({sweep.arms[arm], Mark::points, arm});
  }
  add_failures(sweep, made.figure);
  return made;
}

}  // namespace sigdyn::detail
