#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "plot/detail/figure_kinds.hpp"
#include "plot/detail/gnuplot_text.hpp"
#include "plot/detail/output_times.hpp"

namespace sigdyn::detail {
namespace {

/// The arm that the scenario compares to, or its first.
std::string comparison_arm(const Scenario& scenario) {
  return scenario.compare ? scenario.compare->to.value : scenario.arms.front().name.value;
}

/// Value over that of the comparison arm; not finite where one of them is missing or 0.
struct FoldChanges {
  std::vector<double> values;
  std::size_t n_undrawn = 0;
};

FoldChanges fold_changes(const StoredCourses& courses, std::size_t observable, std::size_t time,
                         const std::vector<double>& reference) {
  FoldChanges folds;
  for (std::size_t arm = 0; arm < courses.arms.size(); ++arm) {
    const double fold = courses.course(arm, observable)[time] / reference[observable];
    const bool is_drawn = std::isfinite(fold) && fold > 0.0;
    folds.values.push_back(is_drawn ? fold : std::nan(""));
    if (!is_drawn) ++folds.n_undrawn;
  }
  return folds;
}

Panel bar_panel(const StoredCourses& courses, const FoldChanges& folds, const std::string& title) {
  constexpr std::size_t longest_name = 26;
  const std::size_t n = courses.arms.size();
  Panel panel{.title = title};
  panel.x = {.label = "fold change", .scale = AxisScale::log};
  panel.y = {.low = 0.5, .high = static_cast<double>(n) + 0.5, .has_numbers = false};
  double lowest = 1.0;
  double highest = 1.0;
  for (std::size_t arm = 0; arm < n; ++arm) {
    const auto row = static_cast<double>(n - arm);  // the first arm on top
    panel.y.ticks.emplace_back(row, plain_text(courses.arms[arm], longest_name));
    const double fold = folds.values[arm];
    if (std::isfinite(fold)) {
      lowest = std::min(lowest, fold);
      highest = std::max(highest, fold);
    }
    panel.curves.push_back(
        {.mark = Mark::bar, .style = fold < 1.0 ? 4U : 5U, .x = {fold}, .y = {row}});
  }
  panel.x.low = std::min(lowest / 1.05, 0.8);
  panel.x.high = std::max(highest * 1.05, 1.25);
  panel.curves.push_back(
      {.mark = Mark::dashed_line, .x = {1.0, 1.0}, .y = {0.5, static_cast<double>(n) + 0.5}});
  return panel;
}

}  // namespace

MadeFigure make_fold_figure(const ResultReader& result, const PlotRequest& request,
                            const Scenario& scenario) {
  const std::string compared = comparison_arm(scenario);
  StoredCourses courses = read_courses(result, request);
  PlotRequest for_reference = request;
  for_reference.arms = {compared};
  const StoredCourses reference = read_courses(result, for_reference);
  if (scenario.arms.size() < 2) {
    throw UsageError(fmt::format("{} has one arm, and nothing to compare it to", result.path()));
  }
  PlotRequest at_end = request;
  if (at_end.at.empty() && !courses.times.empty()) {
    at_end.at = {fmt::format("{} {}", courses.times.back(), courses.time_unit)};
  }

  MadeFigure made{.figure = {}, .kind = PlotKind::fold};
  made.figure.y_axes = YAxes::shared;
  std::size_t n_undrawn = 0;
  std::string times;
  for (const std::size_t time : chosen_times(courses, at_end)) {
    const std::string when = time_text(courses.times[time], courses.time_unit);
    times += (times.empty() ? "" : ", ") + when;
    std::vector<double> of_reference;
    for (std::size_t o = 0; o < courses.observables.size(); ++o) {
      of_reference.push_back(reference.course(0, o)[time]);
    }
    for (std::size_t o = 0; o < courses.observables.size(); ++o) {
      const FoldChanges folds = fold_changes(courses, o, time, of_reference);
      n_undrawn += folds.n_undrawn;
      const std::string& name = courses.observables[o];
      made.figure.panels.push_back(bar_panel(
          courses, folds, request.at.size() > 1 ? fmt::format("{}, {}", name, when) : name));
    }
  }
  made.figure.caption.push_back(fmt::format("value at {} over that of {}", times, compared));
  if (n_undrawn > 0) {
    made.figure.caption.push_back(
        fmt::format("{} without a bar: a value is missing, or one of the two is 0", n_undrawn));
  }
  const std::string note = failure_note(courses.arms, courses.failures);
  if (!note.empty()) made.figure.caption.push_back(note);
  return made;
}

}  // namespace sigdyn::detail
