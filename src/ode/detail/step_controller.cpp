#include "ode/detail/step_controller.hpp"

#include <cmath>

namespace sigdyn::detail {

double StepController::reject(double h, double mean_square) {
  constexpr double safety = 0.9;
  constexpr double max_shrink = 5.0;
  constexpr double shrink_when_broken = 4.0;  // the error says nothing: NaN, infinite, singular
  constexpr double shrink_at_start = 10.0;
  was_rejected_ = true;
  if (!std::isfinite(mean_square)) return h / shrink_when_broken;
  if (!has_accepted_) return h / shrink_at_start;
  const double log_error = 0.5 * approximate_log2(std::min(mean_square, 1e20));
  const double divisor = approximate_exp2(log_error * inverse_order_) / safety;
  return h / std::clamp(divisor, 1.0 / safety, max_shrink);
}

}  // namespace sigdyn::detail
