/// The Hill curve through a dose response, with the uncertainty of what it gives.
///
///   response(dose) = bottom + (top - bottom) dose^slope / (ec50^slope + dose^slope)
///
/// Source: Hill (1910), J Physiol 40 (suppl):iv-vii. Unweighted least squares by the
/// Levenberg-Marquardt method of MINPACK (More 1978, Lect Notes Math 630:105-116) as Eigen has it.
#pragma once

#include <span>
#include <string>

namespace sigdyn {

/// Standard errors are the square roots of the diagonal of s^2 (J^T J)^-1 with
/// s^2 = sum of squares / (n_points - 4). Where values are computed, not measured, they say how far
/// the response is from a Hill curve.
struct HillFit {
  bool is_found = false;
  std::string reason{};      ///< why there is none, in words
  double bottom = 0.0;       ///< [response] at dose 0; above `top` where the response falls
  double top = 0.0;          ///< [response] at infinite dose
  double ec50 = 0.0;         ///< [dose] half-way from bottom to top
  double slope = 0.0;        ///< > 0
  double ec50_error = 0.0;   ///< [dose] standard error: ec50 times that of ln ec50
  double slope_error = 0.0;  ///< standard error
  double r_squared = 0.0;    ///< share of the variance that the curve explains

  double response(double dose) const;
};

/// Expects as many responses as doses >= 0, in one unit each; pairs that are not finite are left
/// out. Finds none where fewer than 5 distinct doses are left, the response is flat, or the doses
/// do not determine the half-maximal one (it lies outside of them, or its error is larger than
/// itself).
HillFit fit_hill(std::span<const double> doses, std::span<const double> responses);

}  // namespace sigdyn
