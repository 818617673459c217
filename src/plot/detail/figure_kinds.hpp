/// One function per kind of figure; make_figure() chooses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plot/arm_doses.hpp"
#include "plot/make_figure.hpp"
#include "plot/stored_courses.hpp"

namespace sigdyn::detail {

MadeFigure make_time_figure(const ResultReader& result, const PlotRequest& request);
MadeFigure make_dose_figure(const ResultReader& result, const PlotRequest& request,
                            const Scenario& scenario);
MadeFigure make_fold_figure(const ResultReader& result, const PlotRequest& request,
                            const Scenario& scenario);
MadeFigure make_sweep_figure(const ResultReader& result, const PlotRequest& request);
MadeFigure make_sweep_dose_figure(const ResultReader& result, const PlotRequest& request);
MadeFigure make_sweep_time_figure(const ResultReader& result, const PlotRequest& request);

/// The scenario that the result keeps. Throws InputError if it keeps none.
Scenario stored_scenario(const ResultReader& result);

/// "dimensionless" for no unit; a power of ten in front, which the values are divided by, keeps
/// numbers short: "10^3 molecules" (with a superscript).
struct ValueScale {
  std::string label;
  double size = 1.0;
};
ValueScale readable_values(const std::string& unit, double largest);

/// Divides values, and makes the label, of a panel's y axis.
void scale_y(Panel& panel, const std::string& unit);

/// A panel has a value to draw.
bool has_values(const Panel& panel);

/// Logarithmic axes as `request.log` says; as they are if it says nothing. Throws UsageError.
void apply_log(const PlotRequest& request, Figure& figure);

/// Points of a response and, where a Hill curve fits, the curve and its half-maximal dose. A dose 0
/// stands left of the others, labelled 0.
struct DosePoints {
  std::vector<double> doses;
  std::vector<double> responses;
};
void add_dose_curve(Panel& panel, const DosePoints& points, std::size_t style, const HillFit& fit);

/// Where dose 0 stands on a logarithmic axis of these doses.
double place_of_zero(const std::vector<double>& doses);

/// "pAKT, 10 min: EC50 1.93 +- 0.09 nM, slope 1.1 +- 0.05".
std::string fit_text(const FittedCurve& curve);

/// "failed: a (max_steps at 500 s), b (...)", or empty.
std::string failure_note(const std::vector<std::string>& arms,
                         const std::vector<std::string>& failures);

/// Throws UsageError if more arms than curves that differ are to be drawn in one panel.
void expect_distinct(std::size_t n_curves);

}  // namespace sigdyn::detail
