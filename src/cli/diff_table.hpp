/// Differences between results as a person reads them.
#pragma once

#include <string>
#include <vector>

#include "report/compare_results.hpp"

namespace sigdyn {

/// One line if all bits are the same; otherwise a table of the arrays that differ.
std::string format_comparisons(const std::vector<ArrayComparison>& comparisons);

/// Every array is there on both sides and the same, or within tolerance.
bool are_equal(const std::vector<ArrayComparison>& comparisons);

}  // namespace sigdyn
