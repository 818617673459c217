#include "report/compare_results.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

namespace sigdyn {
namespace {

/// "arm=control, time=1800, species=ERK" of the value at a flat index.
std::string place_of(const ResultReader& result, const StoredArray& array, std::size_t index) {
  std::string text;
  for (std::size_t i = array.axes.size(); i-- > 0;) {
    const std::size_t position = index % array.shape[i];
    index /= array.shape[i];
    const StoredArray& axis = result.array(array.axes[i]);
    const Rows row{.first = position, .count = 1};
    const std::string label = axis.type == "text"
                                  ? result.texts(axis.name, row).front()
                                  : fmt::format("{}", result.reals(axis.name, row).front());
    text = fmt::format("{}={}{}{}", axis.name, label, text.empty() ? "" : ", ", text);
  }
  return text;
}

bool are_same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

void compare_numbers(const ResultReader& first, const ResultReader& second,
                     const DiffTolerance& tolerance, ArrayComparison& comparison) {
  const auto a = first.reals(comparison.name);
  const auto b = second.reals(comparison.name);
  comparison.n_values = a.size();
  std::size_t worst = 0;
  bool is_within = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (are_same(a[i], b[i])) continue;
    ++comparison.n_different;
    const bool is_nan = std::isnan(a[i]) || std::isnan(b[i]);
    const double size = std::max(std::abs(a[i]), std::abs(b[i]));
    const double difference =
        is_nan ? std::numeric_limits<double>::infinity() : std::abs(a[i] - b[i]);
    const double relative = is_nan ? difference : difference / size;
    is_within = is_within && difference <= tolerance.atol + tolerance.rtol * size;
    comparison.max_absolute = std::max(comparison.max_absolute, difference);
    if (relative > comparison.max_relative) {
      comparison.max_relative = relative;
      worst = i;
    }
  }
  if (comparison.n_different == 0) return;
  comparison.verdict = is_within ? ArrayVerdict::within_tolerance : ArrayVerdict::differs;
  comparison.where = place_of(first, first.array(comparison.name), worst);
}

void compare_texts(const ResultReader& first, const ResultReader& second,
                   ArrayComparison& comparison) {
  const auto a = first.texts(comparison.name);
  const auto b = second.texts(comparison.name);
  comparison.n_values = a.size();
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a[i] == b[i]) continue;
    ++comparison.n_different;
    comparison.verdict = ArrayVerdict::differs;
    comparison.where = place_of(first, first.array(comparison.name), i);
  }
}

}  // namespace

std::vector<ArrayComparison> compare_results(const ResultReader& first, const ResultReader& second,
                                             const DiffTolerance& tolerance) {
  std::vector<ArrayComparison> comparisons;
  for (const StoredArray& array : first.arrays()) {
    ArrayComparison comparison{.name = array.name};
    if (!second.has(array.name)) {
      comparison.verdict = ArrayVerdict::only_in_first;
    } else if (const StoredArray& other = second.array(array.name);
               other.shape != array.shape || other.axes != array.axes || other.type != array.type) {
      comparison.verdict = ArrayVerdict::other_shape;
    } else if (array.type == "text") {
      compare_texts(first, second, comparison);
    } else {
      compare_numbers(first, second, tolerance, comparison);
    }
    comparisons.push_back(std::move(comparison));
  }
  for (const StoredArray& array : second.arrays()) {
    if (!first.has(array.name)) {
      comparisons.push_back({.name = array.name, .verdict = ArrayVerdict::only_in_second});
    }
  }
  return comparisons;
}

}  // namespace sigdyn
