#include "ode/detail/cached_step.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace sigdyn::detail {

void CachedStep::evaluate(double t, double* y) const {
  const std::vector<double>& values = at(t);
  std::copy(values.begin(), values.end(), y);
}

void CachedStep::advance_to(double t, std::span<const double> y) {
  t_begin_ = t_end_;
  y_begin_.swap(y_end_);
  t_end_ = t;
  std::copy(y.begin(), y.end(), y_end_.begin());
  has_between_ = false;
}

void CachedStep::restart_at(double t, std::span<const double> y) {
  t_end_ = t;
  std::copy(y.begin(), y.end(), y_end_.begin());
  advance_to(t, y);
}

const std::vector<double>& CachedStep::at(double t) const {
  SIGDYN_EXPECTS(t >= t_begin_ && t <= t_end_);
  if (t == t_end_) return y_end_;
  if (t == t_begin_) return y_begin_;
  if (!has_between_ || t != t_between_) {
    interpolate(t, y_between_);
    t_between_ = t;
    has_between_ = true;
  }
  return y_between_;
}

}  // namespace sigdyn::detail
