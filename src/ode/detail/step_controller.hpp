/// The choice of the next step from the errors of the last two, for one lane.
///
/// Accepted, predictive:  h_new = h / max(err^(1/q), (h_old/h) (err^2/err_old)^(1/q)) * safety
/// Accepted, smoothing:   h_new = h / (err^(1/q - 3/4 beta) err_old^-beta) * safety, beta = 0.04
/// Rejected:              h_new = h / err^(1/q) * safety, and no growth in the step after.
///
/// The predictive law follows a solution that eases; the smoothing one (PI control) keeps the steps
/// of an explicit method steady at its limit of stability, where a prediction would swing.
/// Source: Gustafsson (1994), ACM Trans. Math. Softw. 20:496-517, doi:10.1145/198429.198437; limits
/// as in RODAS of Hairer & Wanner, Solving ODEs II (1996), section IV.7; PI control as in their
/// DOPRI5 (ibid., section IV.2).
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace sigdyn::detail {

enum class StepLaw : std::uint8_t { predictive, smoothing };

class StepController {
 public:
  StepController(int error_order, StepLaw law) : StepController(1.0 / error_order, law) {}

  void restart() { *this = StepController(inverse_order_, law_); }
  /// The step after an accepted step h with mean square error `mean_square`.
  double accept(double h, double mean_square);
  /// The step to retry with; mean_square may be NaN or infinite.
  double reject(double h, double mean_square);

 private:
  StepController(double inverse_order, StepLaw law) : inverse_order_(inverse_order), law_(law) {}

  double inverse_order_;
  StepLaw law_;
  double log_h_ = 0.0;      // base 2, of the last accepted step
  double log_error_ = 0.0;  // likewise
  bool has_accepted_ = false;
  bool was_rejected_ = false;
};

/// log2 and exp2 to about 1e-5, from arithmetic alone: the same bits on every machine, and some ten
/// times faster than the C library. x > 0 and normal; |x| < 1000.
inline double approximate_log2(double x) {
  constexpr std::uint64_t fraction = (std::uint64_t{1} << 52U) - 1;
  // Moves the mantissa into [1/sqrt 2, sqrt 2).
  constexpr std::uint64_t offset = 0x3fe6a09e667f3bcd;
  const auto bits = std::bit_cast<std::uint64_t>(x) - offset;
  const auto exponent = static_cast<double>(static_cast<std::int64_t>(bits) >> 52U);
  const auto m = std::bit_cast<double>((bits & fraction) + offset);
  // log2(m) = 2/ln 2 atanh(s), s = (m - 1)/(m + 1), |s| < 0.172; the next term is below 2e-7.
  const double s = (m - 1.0) / (m + 1.0);
  const double s2 = s * s;
  return exponent + s * (2.8853900817779268 + s2 * (0.9617966939259756 + s2 * 0.5770780163555854));
}

inline double approximate_exp2(double x) {
  // Adding 1.5 * 2^52 rounds to a whole number and leaves it in the low bits.
  constexpr double shift = 0x1.8p52;
  const double shifted = x + shift;
  const double z = (x - (shifted - shift)) * 0.6931471805599453;
  // |z| < 0.347; the next term is below 3e-6.
  const double mantissa =
      1.0 + z * (1.0 + z * (0.5 + z * (1.0 / 6 + z * (1.0 / 24 + z * (1.0 / 120)))));
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(mantissa) +
                               (std::bit_cast<std::uint64_t>(shifted) << 52U));
}

inline double StepController::accept(double h, double mean_square) {
  constexpr double log_safety = 0.15200309344504997;       // -log2 0.9
  constexpr double log_growth = 2.584962500721156;         // log2 6
  constexpr double log_shrink = 2.321928094887362;         // log2 5
  constexpr double log_least_error = -6.643856189774724;   // log2 0.01: no boost from a lucky step
  constexpr double log_first_error = -13.287712379549449;  // log2 1e-4, as DOPRI5 starts
  const double log_h = approximate_log2(h);
  // Below 1e-20 the step grows by its limit anyway.
  const double log_error = 0.5 * approximate_log2(std::max(mean_square, 1e-20));
  double log_divisor = log_error * inverse_order_;
  if (law_ == StepLaw::smoothing) {
    constexpr double beta = 0.04;
    log_divisor -= beta * (0.75 * log_error + (has_accepted_ ? log_error_ : log_first_error));
  } else if (has_accepted_) {
    const double predicted = log_h_ - log_h + (2.0 * log_error - log_error_) * inverse_order_;
    log_divisor = std::max(log_divisor, predicted);
  }
  log_divisor = std::clamp(log_divisor + log_safety, was_rejected_ ? 0.0 : -log_growth, log_shrink);
  was_rejected_ = false;
  has_accepted_ = true;
  log_h_ = log_h;
  log_error_ = std::max(log_error, law_ == StepLaw::smoothing ? log_first_error : log_least_error);
  return h * approximate_exp2(-log_divisor);
}

}  // namespace sigdyn::detail
