/// What one task may cost before it is given up, shared by the scalar integrators.
#pragma once

#include <chrono>

#include "ode/integrator.hpp"

namespace sigdyn::detail {

/// True if the time from t to t_stop is below what doubles near them resolve: nothing can happen in
/// it.
bool is_too_short(double t, double t_stop);

/// Made when a task starts; its clock runs from then.
class TaskLimits {
 public:
  explicit TaskLimits(const IntegratorOptions& options);

  /// max_steps or time_limit if the task has used up either, success if not.
  SolveStatus exceeded(const SolverStats& stats) const;

 private:
  std::int64_t max_steps_;
  bool has_deadline_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace sigdyn::detail
