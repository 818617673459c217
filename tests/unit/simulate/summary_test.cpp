#include "simulate/summary.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace sigdyn;

namespace {

const std::vector<double> times{0.0, 1.0, 3.0, 4.0};
const std::vector<double> pulse{0.0, 2.0, 2.0, 1.0};

}  // namespace

TEST_CASE("summary: the numbers of a pulse", "[simulate]") {
  CHECK(summarise(Metric::initial, times, pulse) == 0.0);
  CHECK(summarise(Metric::final, times, pulse) == 1.0);
  CHECK(summarise(Metric::max, times, pulse) == 2.0);
  CHECK(summarise(Metric::min, times, pulse) == 0.0);
  CHECK(summarise(Metric::time_of_max, times, pulse) == 1.0);  // the first of two
  CHECK(summarise(Metric::auc, times, pulse) == 1.0 + 4.0 + 1.5);
}

TEST_CASE("summary: fold change compares final values", "[simulate]") {
  const std::vector<double> control{1.0, 1.0, 1.0, 4.0};

  CHECK(summarise(Metric::fold_change, times, pulse, control) == 0.25);
  CHECK(std::isnan(summarise(Metric::fold_change, times, pulse)));
}

TEST_CASE("summary: a run that failed half-way has no maximum and no area", "[simulate]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> broken{1.0, 2.0, nan, nan};

  CHECK(summarise(Metric::initial, times, broken) == 1.0);
  for (const Metric metric : {Metric::final, Metric::max, Metric::min, Metric::time_of_max,
                              Metric::auc, Metric::fold_change}) {
    CHECK(std::isnan(summarise(metric, times, broken, pulse)));
  }
}

TEST_CASE("summary: metrics are found by name and name their unit", "[simulate]") {
  for (const std::string& name : metric_names()) CHECK(to_string(*parse_metric(name)) == name);
  CHECK_FALSE(parse_metric("maximum").has_value());
  CHECK(metric_unit(Metric::auc, "nM", "s") == "nM*s");
  CHECK(metric_unit(Metric::auc, "1", "s") == "s");
  CHECK(metric_unit(Metric::time_of_max, "nM", "s") == "s");
  CHECK(metric_unit(Metric::fold_change, "nM", "s") == "1");
}

TEST_CASE("summary: the duration above a threshold follows the lines between points",
          "[simulate]") {
  CHECK(duration_above(1.0, times, pulse) == 0.5 + 2.0 + 1.0);
  CHECK(duration_above(2.0, times, pulse) == 0.0);
  CHECK(duration_above(-1.0, times, pulse) == 4.0);
  CHECK(duration_above(1.5, times, pulse) == 0.25 + 2.0 + 0.5);
}
