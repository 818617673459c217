#include "sweep/design.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "support/catch.hpp"
#include "sweep/hash_random.hpp"

namespace {

using namespace sigdyn;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

std::vector<double> point(const Design& design, std::uint64_t index) {
  std::vector<double> values(design.n_axes());
  design.point(index, values);
  return values;
}

std::vector<double> sorted_axis(const Design& design, std::size_t axis) {
  std::vector<double> values;
  for (std::uint64_t i = 0; i < design.size(); ++i) values.push_back(point(design, i)[axis]);
  std::sort(values.begin(), values.end());
  return values;
}

const AxisRange unit_range{{}, 0.0, 1.0, Spacing::linear};

TEST_CASE("design: a grid visits all combinations, the last axis fastest", "[sweep]") {
  const Design design(DesignKind::grid, {{{1, 2}}, {{10, 20, 30}}}, 0, 0);
  REQUIRE(design.size() == 6);
  CHECK(point(design, 0) == std::vector<double>{1, 10});
  CHECK(point(design, 1) == std::vector<double>{1, 20});
  CHECK(point(design, 5) == std::vector<double>{2, 30});
}

TEST_CASE("design: a list takes the levels of all axes together", "[sweep]") {
  const Design design(DesignKind::list, {{{1, 2}}, {{10, 20}}}, 0, 0);
  REQUIRE(design.size() == 2);
  CHECK(point(design, 1) == std::vector<double>{2, 20});
}

TEST_CASE("design: a Latin hypercube has one point in each slice of each axis", "[sweep]") {
  const std::uint64_t n = 1000;
  const Design design(DesignKind::latin_hypercube, {unit_range, unit_range}, n, 7);
  for (const std::size_t axis : {0U, 1U}) {
    const auto values = sorted_axis(design, axis);
    for (std::uint64_t i = 0; i < n; ++i) {
      CHECK(std::floor(values[i] * static_cast<double>(n)) == static_cast<double>(i));
    }
  }
}

TEST_CASE("design: the two axes of a Latin hypercube are not correlated", "[sweep]") {
  const Design design(DesignKind::latin_hypercube, {unit_range, unit_range}, 10000, 7);
  double product = 0.0;
  for (std::uint64_t i = 0; i < design.size(); ++i) {
    const auto values = point(design, i);
    product += (values[0] - 0.5) * (values[1] - 0.5);
  }
  // correlation has standard deviation 1/sqrt(n) = 0.01; five of them
  CHECK_THAT(12.0 * product / 10000, WithinAbs(0.0, 0.05));
}

TEST_CASE("design: a log range is uniform in the logarithm and stays inside", "[sweep]") {
  const Design design(DesignKind::random, {{{}, 1e-3, 1e3, Spacing::log}}, 10000, 11);
  const auto values = sorted_axis(design, 0);
  CHECK(values.front() > 1e-3);
  CHECK(values.back() < 1e3);
  // the median of log10 has standard deviation 6 * 0.5 / sqrt(n) = 0.03; five of them
  CHECK_THAT(std::log10(values[5000]), WithinAbs(0.0, 0.15));
}

TEST_CASE("design: 2^k Sobol points put one in each of 2^k slices of every axis", "[sweep]") {
  const std::uint64_t n = 256;
  const auto seed = GENERATE(0U, 7U);
  const Design design(DesignKind::sobol, {unit_range, unit_range, unit_range}, n, seed);
  for (const std::size_t axis : {0U, 1U, 2U}) {
    std::set<int> slices;
    for (const double value : sorted_axis(design, axis)) {
      slices.insert(static_cast<int>(value * static_cast<double>(n)));
    }
    CHECK(slices.size() == n);
  }
}

TEST_CASE("design: Sobol points integrate a smooth function far better than random ones",
          "[sweep]") {
  const std::uint64_t n = 4096;
  const Design design(DesignKind::sobol, std::vector<AxisRange>(4, unit_range), n, 3);
  double sum = 0.0;
  for (std::uint64_t i = 0; i < n; ++i) {
    double product = 1.0;
    for (const double x : point(design, i)) product *= 2.0 * x;
    sum += product;
  }
  // exact value 1; random points would err by 1.47 / sqrt(n) = 2.3e-2
  CHECK_THAT(sum / static_cast<double>(n), WithinRel(1.0, 3e-3));
}

TEST_CASE("design: another seed gives other points, the same seed the same", "[sweep]") {
  const auto kind = GENERATE(DesignKind::random, DesignKind::latin_hypercube, DesignKind::sobol);
  const Design one(kind, {unit_range}, 100, 1);
  const Design two(kind, {unit_range}, 100, 2);
  CHECK(point(one, 42) == point(Design(kind, {unit_range}, 100, 1), 42));
  CHECK(point(one, 42) != point(two, 42));
}

TEST_CASE("hash random: a permutation sends n numbers to n different ones", "[sweep]") {
  const auto n = GENERATE(1U, 2U, 5U, 64U, 1000U);
  std::set<std::uint64_t> images;
  for (std::uint64_t i = 0; i < n; ++i) images.insert(permuted(i, n, 9, 4));
  CHECK(images.size() == n);
  CHECK(*images.rbegin() == n - 1);
}

}  // namespace
