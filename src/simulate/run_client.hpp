/// The LaneClient of one engine: takes jobs from the queue, a lane each, and sees them through.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "simulate/engine.hpp"
#include "simulate/equilibration_progress.hpp"
#include "simulate/job_queue.hpp"
#include "simulate/run_progress.hpp"

namespace sigdyn {

/// What all clients of one call of Simulator::run share; immutable but for the queue.
struct RunContext {
  const Network* network = nullptr;
  const Kernel* kernel = nullptr;
  const ErrorScale* error_scale = nullptr;
  const Recorder* recorder = nullptr;
  const EnginePlan* engines = nullptr;
  JobQueue* queue = nullptr;
};

class RunClient : public LaneClient {
 public:
  /// `system` is the system of the engine numbered `engine`; it must outlive the client.
  RunClient(const RunContext& context, KernelSystem& system, std::size_t engine);

  /// To be called before each call of the integrator: all lanes may have work again.
  void begin_call() { has_idle_lane_ = false; }

  bool start(std::size_t lane, LaneTask& task) override;
  double step(std::size_t lane, const DenseStep& step) override;
  void stop(std::size_t lane, double t, const double* y, const SolverStats& stats) override;
  void failed(std::size_t lane, const LaneFailure& failure, const SolverStats& stats) override;

 private:
  struct Lane {
    explicit Lane(const RunContext& context);
    std::unique_ptr<Job> job;  // null: idle
    Progress* progress = nullptr;
    RunProgress run;
    EquilibrationProgress equilibration;
  };

  bool take_job(Lane& lane);
  void finish(Lane& lane);
  void fail(Lane& lane, const LaneFailure& failure);
  bool is_last_at_work(const Lane& lane) const;
  Method method() const { return (*context_.engines)[engine_].options.method; }

  RunContext context_;
  KernelSystem* system_;
  std::size_t engine_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  bool has_idle_lane_ = false;
};

}  // namespace sigdyn
