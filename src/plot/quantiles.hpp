/// What many values have in common: quantiles and rank correlation.
#pragma once

#include <span>
#include <vector>

namespace sigdyn {

/// The q-quantile of the finite values, linear between order statistics (Hyndman and Fan 1996, type
/// 7, as numpy and R have it); NaN if there are none. Expects 0 <= q <= 1.
double quantile(std::span<const double> values, double q);

/// Spearman's rank correlation of the pairs that are finite, ties at their mean rank; NaN for fewer
/// than 3 pairs or a constant side. Expects equally many.
double rank_correlation(std::span<const double> x, std::span<const double> y);

}  // namespace sigdyn
