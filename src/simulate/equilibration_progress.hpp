/// An equilibration: one segment that ends when the states are steady, or after a fixed time.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "simulate/error_scale.hpp"
#include "simulate/progress.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Steadiness is judged from the change over each accepted step, |y(t+h) - y(t)| / h, not from the
/// right-hand side: there a fast exchange in balance leaves the rounding of two large fluxes, which
/// hides a slow drift. See Equilibration for the criterion.
class EquilibrationProgress : public Progress {
 public:
  EquilibrationProgress(const Kernel& kernel, const ErrorScale& error_scale);

  /// `plan` must have an equilibration and stay alive until it is over.
  void begin(const RunPlan& plan, const NetworkValues& values);

  bool next_segment(LaneTask& task) override;
  double step(const DenseStep& step) override;
  SolveStatus stop(double t, const double* y) override;
  const NetworkValues& values() const override { return values_; }

  double time() const { return t_; }  ///< since t_begin of the plan

  /// False if steadiness was asked for and not reached.
  bool is_settled() const { return is_settled_; }

  /// The state that drifts most, and how far it would move within at_most, relative to its scale.
  std::size_t drifting_state() const { return drifting_state_; }
  double drift() const { return drift_; }

 private:
  void measure_drift(const DenseStep& step);

  const Kernel* kernel_;
  const ErrorScale* error_scale_;
  const RunPlan* plan_ = nullptr;
  NetworkValues values_;
  std::vector<double> scale_;     // [n_states]
  std::vector<double> reached_;   // [n_states]
  std::vector<double> y_before_;  // [n_states] at the end of the step before
  std::vector<double> y_;         // [n_states]
  double t_ = 0.0;
  bool is_begun_ = false;
  bool is_settled_ = false;
  int n_quiet_steps_ = 0;
  std::size_t drifting_state_ = 0;
  double drift_ = 0.0;
};

}  // namespace sigdyn
