/// From a result to a figure: which kind suits it, and each kind.
#pragma once

#include <string>
#include <vector>

#include "plot/figure.hpp"
#include "plot/hill_fit.hpp"
#include "plot/plot_request.hpp"
#include "results/reader.hpp"

namespace sigdyn {

/// The fit of one curve of a dose response.
struct FittedCurve {
  std::string observable;
  std::string unit;
  std::string series;  ///< "10 min", or an arm of a sweep
  std::string dose_unit;
  HillFit fit;
};

struct MadeFigure {
  Figure figure;  ///< without panels if the result has no value to draw; the caption says why
  PlotKind kind = PlotKind::time;
  std::vector<FittedCurve> fits{};
};

/// Draws what is asked for; where the request leaves it open: sweeps as `sweep`; scenarios with at
/// most 4 output times and at least 4 doses as `dose`; others as `time`.
/// Throws UsageError for names and kinds that the result does not have, InputError for a result
/// without the arrays that the kind needs. Memory: the chosen values of a scenario; of a sweep one
/// block of members and, per panel, at most 2000 of them.
MadeFigure make_figure(const ResultReader& result, const PlotRequest& request);

}  // namespace sigdyn
