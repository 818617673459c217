#include "ode/detail/incomplete_lu.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sigdyn::detail {
namespace {

constexpr std::size_t absent = std::numeric_limits<std::size_t>::max();

}  // namespace

IncompleteLu::IncompleteLu(const SparsityPattern& pattern, std::span<const std::size_t> diagonal)
    : pattern_(&pattern),
      diagonal_(diagonal),
      values_(pattern.column.size()),
      inverse_pivot_(pattern.size()),
      position_(pattern.size(), absent) {}

bool IncompleteLu::factorise(std::span<const double> values) {
  std::copy(values.begin(), values.end(), values_.begin());
  const auto& [row_start, column] = *pattern_;
  for (std::size_t i = 0; i < pattern_->size(); ++i) {
    for (std::size_t k = row_start[i]; k < row_start[i + 1]; ++k) position_[column[k]] = k;
    for (std::size_t k = row_start[i]; k < diagonal_[i]; ++k) {
      const std::size_t pivot_row = column[k];
      const double factor = values_[k] * inverse_pivot_[pivot_row];
      values_[k] = factor;
      for (std::size_t u = diagonal_[pivot_row] + 1; u < row_start[pivot_row + 1]; ++u) {
        const std::size_t place = position_[column[u]];
        if (place != absent) values_[place] -= factor * values_[u];
      }
    }
    for (std::size_t k = row_start[i]; k < row_start[i + 1]; ++k) position_[column[k]] = absent;
    inverse_pivot_[i] = 1.0 / values_[diagonal_[i]];
    if (!std::isfinite(inverse_pivot_[i])) return false;
  }
  return true;
}

void IncompleteLu::solve(const double* b, double* x) const {
  const auto& [row_start, column] = *pattern_;
  const std::size_t n = pattern_->size();
  for (std::size_t i = 0; i < n; ++i) {
    double sum = b[i];
    for (std::size_t k = row_start[i]; k < diagonal_[i]; ++k) sum -= values_[k] * x[column[k]];
    x[i] = sum;
  }
  for (std::size_t i = n; i-- > 0;) {
    double sum = x[i];
    for (std::size_t k = diagonal_[i] + 1; k < row_start[i + 1]; ++k) {
      sum -= values_[k] * x[column[k]];
    }
    x[i] = sum * inverse_pivot_[i];
  }
}

}  // namespace sigdyn::detail
