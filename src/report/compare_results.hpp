/// How two result files differ, array by array.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/reader.hpp"

namespace sigdyn {

enum class ArrayVerdict {
  same_bits,         ///< every value, NaN equals NaN
  within_tolerance,  ///< |a - b| <= atol + rtol max(|a|, |b|)
  differs,
  other_shape,  ///< other axes or extents: not compared
  only_in_first,
  only_in_second
};

struct ArrayComparison {
  std::string name;
  ArrayVerdict verdict = ArrayVerdict::same_bits;
  std::size_t n_values = 0;
  std::size_t n_different = 0;  ///< values with other bits
  double max_absolute = 0.0;    ///< largest |a - b|; infinite where one of them is NaN
  double max_relative = 0.0;    ///< largest |a - b| / max(|a|, |b|)
  std::string where{};          ///< labels of the value with the largest relative difference
};

struct DiffTolerance {
  double rtol = 0.0;
  double atol = 0.0;
};

/// Compares all arrays of both files, those of the first first. Memory: two arrays at a time.
std::vector<ArrayComparison> compare_results(const ResultReader& first, const ResultReader& second,
                                             const DiffTolerance& tolerance);

}  // namespace sigdyn
