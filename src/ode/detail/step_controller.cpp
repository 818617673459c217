#include "ode/detail/step_controller.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace sigdyn::detail {
namespace {

constexpr double safety = 0.9;
constexpr double max_growth = 6.0;
constexpr double max_shrink = 5.0;
constexpr double shrink_when_broken = 4.0;  // the error says nothing: NaN, infinite, singular
constexpr double shrink_at_start = 10.0;

constexpr std::uint64_t fraction_bits = 52;
constexpr std::uint64_t exponent_bias = 1023;

double log2_of_error(double mean_square) {
  // Below this the step grows by its limit anyway.
  return 0.5 * approximate_log2(std::max(mean_square, 1e-20));
}

}  // namespace

double approximate_log2(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<double>(bits >> fraction_bits) - static_cast<double>(exponent_bias);
  double m = std::bit_cast<double>((bits & ((std::uint64_t{1} << fraction_bits) - 1)) |
                                   (exponent_bias << fraction_bits));
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent += 1.0;
  }
  // log2(m) = 2/ln 2 atanh(s), s = (m - 1)/(m + 1), |s| < 0.172; the next term is below 2e-7.
  const double s = (m - 1.0) / (m + 1.0);
  const double s2 = s * s;
  return exponent + s * (2.8853900817779268 + s2 * (0.9617966939259756 + s2 * 0.5770780163555854));
}

double approximate_exp2(double x) {
  const double whole = std::floor(x + 0.5);
  const double z = (x - whole) * 0.6931471805599453;  // |z| < 0.347; the next term is below 3e-6
  const double fraction =
      1.0 + z * (1.0 + z * (0.5 + z * (1.0 / 6 + z * (1.0 / 24 + z * (1.0 / 120)))));
  const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) +
                                                   static_cast<std::int64_t>(exponent_bias));
  return fraction * std::bit_cast<double>(exponent << fraction_bits);
}

void StepController::restart() {
  h_accepted_ = 0.0;
  was_rejected_ = false;
}

double StepController::accept(double h, double mean_square) {
  const double log_error = log2_of_error(mean_square);
  double log_divisor = log_error * inverse_order_;
  if (h_accepted_ > 0.0) {
    const double predicted =
        approximate_log2(h / h_accepted_) + (2.0 * log_error - log_error_) * inverse_order_;
    log_divisor = std::max(log_divisor, predicted);
  }
  const double divisor = approximate_exp2(log_divisor) / safety;
  double h_new = h / std::clamp(divisor, 1.0 / max_growth, max_shrink);
  if (was_rejected_) h_new = std::min(h_new, h);
  was_rejected_ = false;
  h_accepted_ = h;
  log_error_ = std::max(log_error, -6.6);  // err 0.01, as in RODAS: no boost from a lucky step
  return h_new;
}

double StepController::reject(double h, double mean_square) {
  was_rejected_ = true;
  if (!std::isfinite(mean_square)) return h / shrink_when_broken;
  if (h_accepted_ == 0.0) return h / shrink_at_start;
  const double divisor =
      approximate_exp2(log2_of_error(std::min(mean_square, 1e20)) * inverse_order_) / safety;
  return h / std::clamp(divisor, 1.0 / safety, max_shrink);
}

}  // namespace sigdyn::detail
