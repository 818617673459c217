#include "plot/make_figure.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "plot/detail/figure_kinds.hpp"

namespace sigdyn {
namespace {

constexpr std::size_t few_times = 4;
constexpr std::size_t many_doses = 4;

MadeFigure figure_of_sweep(const ResultReader& result, const PlotRequest& request) {
  switch (request.kind.value_or(PlotKind::sweep)) {
    case PlotKind::time:
      return detail::make_sweep_time_figure(result, request);
    case PlotKind::dose:
      return detail::make_sweep_dose_figure(result, request);
    case PlotKind::fold:
      throw UsageError(
          fmt::format("{} is the result of a sweep: --kind fold is for scenarios "
                      "(--statistic 'fold_change to ARM' where it is recorded)",
                      result.path()));
    case PlotKind::sweep:
      break;
  }
  return detail::make_sweep_figure(result, request);
}

bool is_dose_response(const ResultReader& result, const PlotRequest& request,
                      const Scenario& scenario) {
  if (!request.dose.empty() || !request.at.empty()) return true;
  return result.has("time") && result.array("time").shape.at(0) <= few_times &&
         find_doses(scenario, "").n_levels() >= many_doses;
}

MadeFigure figure_of_scenario(const ResultReader& result, const PlotRequest& request) {
  if (request.kind == PlotKind::sweep) {
    throw UsageError(fmt::format("{} is no result of a sweep", result.path()));
  }
  if (request.kind == PlotKind::time) return detail::make_time_figure(result, request);
  const Scenario scenario = detail::stored_scenario(result);
  if (request.kind == PlotKind::fold) return detail::make_fold_figure(result, request, scenario);
  if (request.kind == PlotKind::dose || is_dose_response(result, request, scenario)) {
    return detail::make_dose_figure(result, request, scenario);
  }
  return detail::make_time_figure(result, request);
}

}  // namespace

MadeFigure make_figure(const ResultReader& result, const PlotRequest& request) {
  MadeFigure made =
      result.has("member") ? figure_of_sweep(result, request) : figure_of_scenario(result, request);
  made.figure.width = request.width;
  if (std::ranges::none_of(made.figure.panels, detail::has_values)) made.figure.panels.clear();
  detail::apply_log(request, made.figure);
  return made;
}

}  // namespace sigdyn
