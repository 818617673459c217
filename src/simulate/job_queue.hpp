/// Where the workers of one call of Simulator::run get their jobs and bring them back.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "simulate/engine.hpp"
#include "simulate/equilibration_cache.hpp"
#include "simulate/job.hpp"
#include "simulate/recorder.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Thread-safe. A fresh run that needs an equilibration becomes the job that computes it, or waits
/// for the one that does; a failed job comes again on the next rung of its ladder.
class JobQueue {
 public:
  struct Source {
    std::size_t n_runs = 0;
    const Simulator::PlanSource* plan = nullptr;
    const Simulator::Deliver* deliver = nullptr;
    const std::function<bool()>* cancelled = nullptr;
  };

  /// All arguments must outlive the queue.
  JobQueue(const Kernel& kernel, const EnginePlan& engines, const Recorder& recorder,
           Source source);

  /// A job for `engine`; null if there is none for now.
  std::unique_ptr<Job> take(std::size_t engine);

  /// The engine that has most to do; waits while all there is depends on other threads. Nothing
  /// when all is done, cancelled or aborted.
  std::optional<std::size_t> next_engine();

  /// Jobs ready for `engine` now.
  std::size_t n_ready(std::size_t engine) const;

  /// A job that was taken comes back: done, as a run ...
  void run_done(std::unique_ptr<Job> job, RunResult&& result);
  /// ... as an equilibration, with the values it ended at ...
  void equilibrated(std::unique_ptr<Job> job, Method method, const NetworkValues& settled);
  /// ... or failed: `result` has status, message and the time reached. It is tried again on the
  /// next rung, if there is one for `result.solver_status`.
  void failed(std::unique_ptr<Job> job, RunResult&& result);

  /// Ends everything; rethrow_if_aborted() throws what the first caller gave.
  void abort(std::exception_ptr reason);
  void rethrow_if_aborted() const;

 private:
  using Lock = std::unique_lock<std::mutex>;

  bool is_ended(Lock& lock);
  void admit_fresh(Lock& lock);
  void make_ready(std::unique_ptr<Job> job);
  void start_from(const EquilibrationEntry& entry, Job& job) const;
  void deliver_failure(const Job& job, const RunResult& failure);
  void deliver(std::size_t index, RunResult&& result);
  void end_one(Lock& lock);

  const Kernel* kernel_;
  const EnginePlan* engines_;
  const Recorder* recorder_;
  Source source_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::deque<std::unique_ptr<Job>>> ready_;  // by engine
  EquilibrationCache equilibrations_;
  std::size_t next_run_ = 0;
  std::size_t n_taken_ = 0;  // jobs at work in some thread
  bool is_cancelled_ = false;
  std::exception_ptr aborted_;
  std::mutex deliver_mutex_;
};

}  // namespace sigdyn
