#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "plot/detail/figure_kinds.hpp"
#include "plot/detail/output_times.hpp"

namespace sigdyn::detail {
namespace {

/// One curve of each panel: a series of arms at an output time.
struct DoseCurve {
  const DoseSeries* series;
  std::size_t time;
  std::string label;
};

std::vector<DoseCurve> curves_of(const ArmDoses& doses, const StoredCourses& courses,
                                 const std::vector<std::size_t>& times) {
  std::vector<DoseCurve> curves;
  for (const DoseSeries& series : doses.series) {
    if (series.doses.size() < 3 && doses.series.size() > 1) continue;  // a line says nothing
    for (const std::size_t time : times) {
      std::string label = time_text(courses.times[time], courses.time_unit);
      if (!series.others.empty() && doses.series.size() > 1) label += ", " + series.others;
      curves.push_back({&series, time, std::move(label)});
    }
  }
  return curves;
}

DosePoints points_of(const DoseCurve& curve, const StoredCourses& courses,
                     const std::vector<std::size_t>& row_of_arm, std::size_t observable) {
  DosePoints points;
  for (std::size_t i = 0; i < curve.series->arms.size(); ++i) {
    const std::size_t row = row_of_arm[curve.series->arms[i]];
    if (row == courses.arms.size()) continue;
    points.doses.push_back(curve.series->doses[i]);
    points.responses.push_back(courses.course(row, observable)[curve.time]);
  }
  return points;
}

/// Row of `courses` of each arm of the scenario; one behind the last where it was not chosen.
std::vector<std::size_t> rows_of_arms(const Scenario& scenario, const StoredCourses& courses) {
  std::vector<std::size_t> rows;
  for (const Arm& arm : scenario.arms) {
    const auto found = std::ranges::find(courses.arms, arm.name.value);
    rows.push_back(static_cast<std::size_t>(found - courses.arms.begin()));
  }
  return rows;
}

}  // namespace

MadeFigure make_dose_figure(const ResultReader& result, const PlotRequest& request,
                            const Scenario& scenario) {
  const ArmDoses doses = find_doses(scenario, request.dose);
  if (doses.n_levels() < 2) {
    throw UsageError(fmt::format("{} is no dose response (no arms that differ only in one dose)",
                                 result.path()));
  }
  const StoredCourses courses = read_courses(result, request);
  const std::vector<std::size_t> times = chosen_times(courses, request);
  const std::vector<DoseCurve> curves = curves_of(doses, courses, times);
  expect_distinct(curves.size());
  const std::vector<std::size_t> rows = rows_of_arms(scenario, courses);

  MadeFigure made{.figure = {}, .kind = PlotKind::dose};
  for (std::size_t o = 0; o < courses.observables.size(); ++o) {
    Panel panel{.title = courses.observables[o]};
    panel.x.label = doses.unit.empty() ? doses.name : doses.name + " (" + doses.unit + ")";
    panel.x.scale = AxisScale::log;
    for (std::size_t c = 0; c < curves.size(); ++c) {
      const DosePoints points = points_of(curves[c], courses, rows, o);
      if (points.doses.empty()) continue;
      const HillFit fit = fit_hill(points.doses, points.responses);
      add_dose_curve(panel, points, c, fit);
      made.fits.push_back(
          {courses.observables[o], courses.units[o], curves[c].label, doses.unit, fit});
      made.figure.caption.push_back(fit_text(made.fits.back()));
    }
    scale_y(panel, courses.units[o]);
    made.figure.panels.push_back(std::move(panel));
  }
  for (std::size_t c = 0; c < curves.size(); ++c) {
    made.figure.legend.push_back({curves[c].label, Mark::points, c});
  }
  const std::string note = failure_note(courses.arms, courses.failures);
  if (!note.empty()) made.figure.caption.push_back(note);
  return made;
}

}  // namespace sigdyn::detail
