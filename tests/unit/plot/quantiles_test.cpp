#include "plot/quantiles.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace sigdyn;

namespace {
const std::vector<double> x{3, 1, 4, 1, 5, 9, 2, 6};
}

TEST_CASE("quantile: linear between order statistics, as numpy has it", "[plot]") {
  CHECK(quantile(x, 0.0) == 1.0);
  CHECK(quantile(x, 0.25) == 1.75);
  CHECK(quantile(x, 0.9) == Approx(6.9));  // rounding of one product
  CHECK(quantile(x, 1.0) == 9.0);
}

TEST_CASE("quantile: looks at finite values only", "[plot]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(quantile(std::vector<double>{nan, 2.0, nan}, 0.5) == 2.0);
  CHECK(std::isnan(quantile(std::vector<double>{nan}, 0.5)));
}

TEST_CASE("rank correlation: ties count at their mean rank, as scipy has it", "[plot]") {
  const std::vector<double> y{2, 7, 1, 8, 2, 8, 1, 8};
  CHECK(rank_correlation(x, y) ==
        Approx(0.19885368120992467).epsilon(1e-12));  // scipy.stats.spearmanr
}

TEST_CASE("rank correlation: 1 for any rising relation, none for a constant", "[plot]") {
  std::vector<double> rising;
  for (const double value : x) rising.push_back(std::exp(value));
  CHECK(rank_correlation(x, rising) == Approx(1.0));
  CHECK(std::isnan(rank_correlation(x, std::vector<double>(8, 2.0))));
}
