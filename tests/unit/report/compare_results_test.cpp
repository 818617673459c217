#include "report/compare_results.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/writer.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sigdyn;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Path of a result with two arms.
std::string write_result(const std::string& path, const std::vector<double>& values,
                         const std::string& array = "amounts") {
  ResultSchema schema;
  schema.axes = {{.name = "arm", .long_name = "", .labels = std::vector<std::string>{"a", "b"}}};
  schema.variables = {{.name = array, .axes = {"arm"}, .long_name = ""}};
  ResultWriter writer(path, schema, ExistingResult::replace);
  writer.write(array, values);
  writer.finish();
  return path;
}

ArrayComparison compare(const std::vector<double>& a, const std::vector<double>& b,
                        const DiffTolerance& tolerance = {}) {
  const TemporaryFolder folder;
  const ResultReader first(write_result(folder / "a.h5", a));
  const ResultReader second(write_result(folder / "b.h5", b));
  return compare_results(first, second, tolerance).at(1);
}

}  // namespace

TEST_CASE("diff: equal values are the same bits, NaN with NaN too", "[report]") {
  CHECK(compare({1.0, missing}, {1.0, missing}).verdict == ArrayVerdict::same_bits);
}

TEST_CASE("diff: the largest difference and its place are told", "[report]") {
  const ArrayComparison comparison = compare({1.0, 2.0}, {1.0, 2.5});

  CHECK(comparison.verdict == ArrayVerdict::differs);
  CHECK(comparison.n_different == 1);
  CHECK(comparison.max_absolute == 0.5);
  CHECK(comparison.max_relative == 0.2);
  CHECK(comparison.where == "arm=b");
}

TEST_CASE("diff: a tolerance forgives what is below it only", "[report]") {
  CHECK(compare({1.0, 2.0}, {1.0, 2.5}, {.rtol = 0.25}).verdict == ArrayVerdict::within_tolerance);
  CHECK(compare({1.0, 2.0}, {1.0, 2.5}, {.atol = 0.5}).verdict == ArrayVerdict::within_tolerance);
  CHECK(compare({1.0, 2.0}, {1.0, 2.5}, {.rtol = 0.1}).verdict == ArrayVerdict::differs);
}

TEST_CASE("diff: no tolerance forgives a value that became NaN", "[report]") {
  CHECK(compare({1.0, 2.0}, {1.0, missing}, {.rtol = 1.0, .atol = 1e9}).verdict ==
        ArrayVerdict::differs);
}

TEST_CASE("diff: an array that one file lacks is named", "[report]") {
  const TemporaryFolder folder;
  const ResultReader first(write_result(folder / "a.h5", {1, 2}));
  const ResultReader second(write_result(folder / "b.h5", {1, 2}, "other"));

  const auto comparisons = compare_results(first, second, {});

  CHECK(comparisons.at(1).verdict == ArrayVerdict::only_in_first);
  CHECK(comparisons.at(2).verdict == ArrayVerdict::only_in_second);
  CHECK(comparisons.at(2).name == "other");
}
