/// A LaneClient that hands out a list of tasks and keeps all that integrators tell it.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ode/integrator.hpp"

namespace sigdyn::test {

struct Recording {
  SolveStatus status = SolveStatus::success;
  double t = 0.0;                            ///< where the task ended
  std::vector<double> y;                     ///< there
  std::vector<double> step_ends;             ///< t_end of every accepted step
  std::vector<std::vector<double>> outputs;  ///< at the output times of the client
  SolverStats stats;
  std::optional<LaneFailure> failure;
};

class RecordingClient final : public LaneClient {
 public:
  explicit RecordingClient(std::vector<LaneTask> tasks, std::vector<double> output_times = {})
      : tasks_(std::move(tasks)),
        output_times_(std::move(output_times)),
        recordings_(tasks_.size()) {}

  /// Called after each step with the task's number; its result is the client's answer.
  std::function<double(std::size_t task, const DenseStep& step)> on_step;
  std::function<bool()> cancelled;

  bool start(std::size_t lane, LaneTask& task) override {
    if (next_ == tasks_.size()) return false;
    if (task_of_lane_.size() <= lane) task_of_lane_.resize(lane + 1);
    task_of_lane_[lane] = next_;
    task = tasks_[next_++];
    return true;
  }
  double step(std::size_t lane, const DenseStep& step) override {
    const std::size_t i_task = task_of_lane_[lane];
    Recording& recording = recordings_[i_task];
    recording.step_ends.push_back(step.t_end());
    std::vector<double> y(tasks_[i_task].y.size());
    for (std::size_t k = recording.outputs.size();
         k < output_times_.size() && output_times_[k] <= step.t_end(); ++k) {
      step.evaluate(std::max(output_times_[k], step.t_begin()), y.data());
      recording.outputs.push_back(y);
    }
    return on_step ? on_step(i_task, step) : tasks_[i_task].t_stop;
  }
  void stop(std::size_t lane, double t, const double* y, const SolverStats& stats) override {
    Recording& recording = recordings_[task_of_lane_[lane]];
    recording.t = t;
    recording.y.assign(y, y + tasks_[task_of_lane_[lane]].y.size());
    recording.stats = stats;
  }
  void failed(std::size_t lane, const LaneFailure& failure, const SolverStats& stats) override {
    Recording& recording = recordings_[task_of_lane_[lane]];
    recording.status = failure.status;
    recording.t = failure.t_reached;
    recording.failure = failure;
    recording.stats = stats;
  }
  bool is_cancelled() const override { return cancelled && cancelled(); }

  const Recording& operator[](std::size_t task) const { return recordings_[task]; }

 private:
  std::vector<LaneTask> tasks_;
  std::vector<double> output_times_;
  std::vector<Recording> recordings_;
  std::vector<std::size_t> task_of_lane_;
  std::size_t next_ = 0;
};

/// From t = 0 to t_stop, every state with the error scale 1.
inline LaneTask task_of(std::vector<double> y, double t_stop) {
  LaneTask task;
  task.t_stop = t_stop;
  task.error_scale.assign(y.size(), 1.0);
  task.y = std::move(y);
  return task;
}

/// One task alone.
inline Recording integrate(LaneSystem& system, const IntegratorOptions& options,
                           const LaneTask& task, const std::vector<double>& output_times = {},
                           std::shared_ptr<const SymbolicLu> lu = nullptr) {
  RecordingClient client({task}, output_times);
  make_integrator(system, options, std::move(lu))->run(client);
  return client[0];
}

}  // namespace sigdyn::test
