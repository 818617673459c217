/// A run, segment by segment: exact stops at every discontinuity, output from dense steps.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "simulate/error_scale.hpp"
#include "simulate/event_handler.hpp"
#include "simulate/progress.hpp"
#include "simulate/recorder.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// At one instant the order is: protocol actions (all evaluated, then assigned), assigned
/// quantities, events, output. Output at a discontinuity holds the value after it.
class RunProgress : public Progress {
 public:
  RunProgress(const Network& network, const Kernel& kernel, const ErrorScale& error_scale,
              const Recorder& recorder);

  /// `plan` must stay alive until the run is over. Returns success or event_chattering.
  SolveStatus begin(const RunPlan& plan, const NetworkValues& values);

  bool next_segment(LaneTask& task) override;
  double step(const DenseStep& step) override;
  SolveStatus stop(double t, const double* y) override;
  const NetworkValues& values() const override { return values_; }
  const DelayHistory* history() const override { return events_ ? events_->history() : nullptr; }

  double time() const { return t_; }

  /// The arrays and start values; the caller adds status and statistics.
  RunResult take_result() { return std::move(result_); }

 private:
  bool is_over() const { return next_output_ == plan_->output_times.size(); }
  void apply_protocol();
  void record_outputs_at_present();
  void record_outputs_within(const DenseStep& step, double t_cut);

  const Kernel* kernel_;
  const ErrorScale* error_scale_;
  const Recorder* recorder_;
  std::unique_ptr<EventHandler> events_;  // null if the network has none

  const RunPlan* plan_ = nullptr;
  RunResult result_;
  double t_ = 0.0;
  double t_stop_ = 0.0;
  std::size_t next_actions_ = 0;  // in plan_->protocol
  std::size_t next_output_ = 0;   // in plan_->output_times
  NetworkValues values_;          // at t_
  NetworkValues sample_;          // at an output time within a step
  std::vector<double> y_;         // [n_states]
  std::vector<double> reached_;   // [n_states] see ErrorScale
};

}  // namespace sigdyn
