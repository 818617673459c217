#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "plot/detail/figure_kinds.hpp"
#include "plot/quantiles.hpp"
#include "plot/stored_sweep.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t most_members = 2000;  // of which quantiles are taken
constexpr std::size_t most_times = 200;     // per curve

/// values[arm][observable][time][member], of members `stride` apart.
struct Ensemble {
  std::vector<std::vector<std::vector<std::vector<double>>>> values;
};

Ensemble read_ensemble(const ResultReader& result, const StoredSweep& sweep,
                       const std::vector<std::size_t>& observables,
                       const std::vector<std::size_t>& times, std::size_t stride) {
  const std::vector<std::size_t>& shape = result.array("observables").shape;
  Ensemble ensemble;
  ensemble.values.assign(
      sweep.arms.size(),
      {observables.size(), std::vector<std::vector<double>>(times.size(), std::vector<double>{})});
  for (std::size_t member = 0; member < sweep.n_members; member += stride) {
    const auto row = result.reals("observables", {.first = member, .count = 1});
    for (std::size_t a = 0; a < sweep.arms.size(); ++a) {
      for (std::size_t o = 0; o < observables.size(); ++o) {
        for (std::size_t t = 0; t < times.size(); ++t) {
          const std::size_t at = (sweep.arm_indices[a] * shape[2] + times[t]) * shape[3];
          ensemble.values[a][o][t].push_back(row[at + observables[o]]);
        }
      }
    }
  }
  return ensemble;
}

}  // namespace

MadeFigure make_sweep_time_figure(const ResultReader& result, const PlotRequest& request) {
  if (!result.has("observables")) {
    throw UsageError(fmt::format("{} keeps no time courses (record: time_courses: all keeps them)",
                                 result.path()));
  }
  const StoredSweep sweep = read_sweep(result, request);
  expect_distinct(sweep.arms.size());
  const auto names = result.texts("observable");
  const auto units = result.texts("observable_units");
  const auto observables = chosen(request.observables, names, "observable", result.path());
  const auto all_times = result.reals("time");
  const std::string time_unit = result.array("time").units == "1" ? "" : result.array("time").units;
  const TimeScale scale = readable_time(time_unit, all_times.empty() ? 0.0 : all_times.back());
  std::vector<std::size_t> times;
  const std::size_t time_stride = (all_times.size() + most_times - 1) / most_times;
  for (std::size_t t = 0; t < all_times.size(); t += time_stride) times.push_back(t);
  const std::size_t stride = (sweep.n_members + most_members - 1) / most_members;
  const Ensemble ensemble = read_ensemble(result, sweep, observables, times, stride);

  MadeFigure made{.figure = {}, .kind = PlotKind::time};
  for (std::size_t o = 0; o < observables.size(); ++o) {
    Panel panel{.title = names[observables[o]]};
    panel.x.label = scale.unit.empty() ? "time" : "time (" + scale.unit + ")";
    std::vector<Curve> medians;
    for (std::size_t arm = 0; arm < sweep.arms.size(); ++arm) {
      Curve band{.mark = Mark::band, .style = arm};
      Curve median{.mark = Mark::line, .style = arm};
      for (std::size_t t = 0; t < times.size(); ++t) {
        const std::vector<double>& values = ensemble.values[arm][o][t];
        band.x.push_back(all_times[times[t]] / scale.size);
        band.y.push_back(quantile(values, 0.1));
        band.y_high.push_back(quantile(values, 0.9));
        median.y.push_back(quantile(values, 0.5));
      }
      median.x = band.x;
      panel.curves.push_back(std::move(band));
      medians.push_back(std::move(median));
    }
    for (Curve& median : medians) panel.curves.push_back(std::move(median));
    const std::string& unit = units[observables[o]];
    scale_y(panel, unit == "1" ? "" : unit);
    made.figure.panels.push_back(std::move(panel));
  }
  for (std::size_t arm = 0; sweep.arms.size() > 1 && arm < sweep.arms.size(); ++arm) {
    made.figure.legend.push_back({sweep.arms[arm], Mark::line, arm});
  }
  std::string caption = "line: median, band: 10 to 90 % of the members";
  if (stride > 1) caption += fmt::format(" (every {}th of {})", stride, sweep.n_members);
  made.figure.caption.push_back(caption);
  const std::string note = failure_note(sweep);
  if (!note.empty()) made.figure.caption.push_back(note);
  return made;
}

}  // namespace sigdyn::detail
