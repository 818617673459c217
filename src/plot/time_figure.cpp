#include <algorithm>
#include <cmath>

#include "plot/detail/figure_kinds.hpp"
#include "plot/detail/thinned.hpp"

namespace sigdyn::detail {

MadeFigure make_time_figure(const ResultReader& result, const PlotRequest& request) {
  const StoredCourses courses = read_courses(result, request);
  expect_distinct(courses.arms.size());
  MadeFigure made{.figure = {}, .kind = PlotKind::time};
  const double end = courses.times.empty() ? 0.0 : courses.times.back();
  const TimeScale scale = readable_time(courses.time_unit, end);
  std::vector<double> times = courses.times;
  for (double& time : times) time /= scale.size;

  for (std::size_t o = 0; o < courses.observables.size(); ++o) {
    Panel panel{.title = courses.observables[o]};
    panel.x.label = scale.unit.empty() ? "time" : "time (" + scale.unit + ")";
    if (times.size() > 1) {
      panel.x.low = times.front();
      panel.x.high = times.back();
    }
    for (std::size_t arm = 0; arm < courses.arms.size(); ++arm) {
      const auto values = courses.course(arm, o);
      Curve curve{.mark = times.size() > 1 ? Mark::line : Mark::points, .style = arm, .x = times};
      curve.y.assign(values.begin(), values.end());
      const auto last =
          std::find_if(values.rbegin(), values.rend(), [](double v) { return std::isfinite(v); });
      if (!courses.failures[arm].empty() && last != values.rend()) {
        const auto at = static_cast<std::size_t>(values.rend() - last) - 1;
        panel.curves.push_back(
            {.mark = Mark::cross, .style = arm, .x = {times[at]}, .y = {values[at]}});
      }
      panel.curves.push_back(thinned(std::move(curve)));
    }
    scale_y(panel, courses.units[o]);
    made.figure.panels.push_back(std::move(panel));
  }
  for (std::size_t arm = 0; courses.arms.size() > 1 && arm < courses.arms.size(); ++arm) {
    made.figure.legend.push_back({courses.arms[arm], Mark::line, arm});
  }
  const std::string note = failure_note(courses.arms, courses.failures);
  if (!note.empty()) made.figure.caption.push_back(note);
  return made;
}

}  // namespace sigdyn::detail
