#include "ode/detail/task_limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sigdyn::detail {

bool is_too_short(double t, double t_stop) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  return t_stop - t <= 4.0 * epsilon * std::max(std::fabs(t), std::fabs(t_stop));
}

TaskLimits::TaskLimits(const IntegratorOptions& options)
    : max_steps_(options.max_steps),
      has_deadline_(options.wall_limit > 0.0),
      deadline_(std::chrono::steady_clock::now()) {
  if (has_deadline_) {
    deadline_ += std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(options.wall_limit));
  }
}

SolveStatus TaskLimits::exceeded(const SolverStats& stats) const {
  if (stats.n_steps + stats.n_rejected >= max_steps_) return SolveStatus::max_steps;
  if (has_deadline_ && std::chrono::steady_clock::now() > deadline_) return SolveStatus::time_limit;
  return SolveStatus::success;
}

}  // namespace sigdyn::detail
