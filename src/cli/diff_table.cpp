#include "cli/diff_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/text_table.hpp"

namespace sigdyn {
namespace {

const char* words_for(ArrayVerdict verdict) {
  switch (verdict) {
    case ArrayVerdict::same_bits:
      return "same bits";
    case ArrayVerdict::within_tolerance:
      return "within tolerance";
    case ArrayVerdict::differs:
      return "differs";
    case ArrayVerdict::other_shape:
      return "other axes";
    case ArrayVerdict::only_in_first:
      return "only in the first";
    case ArrayVerdict::only_in_second:
      return "only in the second";
  }
  return "";
}

}  // namespace

std::string format_comparisons(const std::vector<ArrayComparison>& comparisons) {
  std::vector<std::vector<std::string>> rows;
  for (const ArrayComparison& array : comparisons) {
    if (array.verdict == ArrayVerdict::same_bits) continue;
    const bool has_numbers = array.n_different > 0;
    rows.push_back({array.name, words_for(array.verdict),
                    has_numbers ? fmt::format("{} of {}", array.n_different, array.n_values) : "",
                    has_numbers ? fmt::format("{:.3g}", array.max_absolute) : "",
                    has_numbers ? fmt::format("{:.3g}", array.max_relative) : "", array.where});
  }
  if (rows.empty()) return fmt::format("same bits in all {} arrays\n", comparisons.size());
  return format_table({"array", "verdict", "values", "max |a-b|", "relative", "worst at"}, rows);
}

bool are_equal(const std::vector<ArrayComparison>& comparisons) {
  return std::all_of(comparisons.begin(), comparisons.end(), [](const ArrayComparison& array) {
    return array.verdict == ArrayVerdict::same_bits ||
           array.verdict == ArrayVerdict::within_tolerance;
  });
}

}  // namespace sigdyn
