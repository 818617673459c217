#include "store/detail/quantile_selector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

namespace {

using sigdyn::detail::QuantileSelector;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> quantiles(const std::vector<double>& probabilities,
                              const std::vector<double>& values) {
  QuantileSelector selector(probabilities, 1);
  for (unsigned pass = 0; pass < QuantileSelector::n_passes; ++pass) {
    for (const double value : values) selector.add(0, value);
    selector.end_pass();
  }
  std::vector<double> found;
  for (std::size_t i = 0; i < probabilities.size(); ++i) found.push_back(selector.quantile(0, i));
  return found;
}

TEST_CASE("quantiles: linear between the order statistics around p (n - 1)", "[store]") {
  CHECK(quantiles({0.0, 0.5, 0.625, 1.0}, {30.0, 10.0, 50.0, 20.0, 40.0}) ==
        std::vector<double>{10.0, 30.0, 35.0, 50.0});
}

TEST_CASE("quantiles: negative, tiny, huge and repeated values keep their order", "[store]") {
  const std::vector<double> sorted{-infinity, -1e300, -2.0, -2.0,  -1e-308, 0.0,
                                   5e-324,    1e-9,   3.0,  1e300, infinity};
  std::vector<double> shuffled = sorted;
  std::reverse(shuffled.begin(), shuffled.end());
  std::rotate(shuffled.begin(), shuffled.begin() + 4, shuffled.end());
  std::vector<double> probabilities;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    probabilities.push_back(static_cast<double>(i) /
                            10.0);  // i of 11 values: exact order statistics
  }
  const auto found = quantiles(probabilities, shuffled);
  CHECK(found.front() == -infinity);
  CHECK(found[2] == -2.0);
  CHECK(found[5] == 0.0);
  CHECK(found.back() == infinity);
}

TEST_CASE("quantiles: the same bits in any order", "[store]") {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(std::sin(static_cast<double>(i * i)));
  const auto one = quantiles({0.025, 0.25, 0.5, 0.975}, values);
  std::sort(values.begin(), values.end());
  CHECK(quantiles({0.025, 0.25, 0.5, 0.975}, values) == one);
  CHECK(one[2] == values[499] + (values[500] - values[499]) * 0.5);
}

TEST_CASE("quantiles: what is not a number is left out, and of nothing there is no quantile",
          "[store]") {
  CHECK(quantiles({0.5}, {nan, 7.0, nan}) == std::vector<double>{7.0});
  CHECK(std::isnan(quantiles({0.5}, {nan, nan}).front()));
}

}  // namespace
