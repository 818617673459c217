#include "simulate/run_client.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "simulate/failure_message.hpp"

namespace sigdyn {

RunClient::Lane::Lane(const RunContext& context)
    : run(*context.network, *context.kernel, *context.error_scale, *context.recorder),
      equilibration(*context.kernel, *context.error_scale) {}

RunClient::RunClient(const RunContext& context, KernelSystem& system, std::size_t engine)
    : context_(context), system_(&system), engine_(engine) {
  for (std::size_t i = 0; i < system.lanes(); ++i) {
    lanes_.push_back(std::make_unique<Lane>(context_));
    system.set_history(i, lanes_.back()->run.history());
  }
}

bool RunClient::start(std::size_t lane, LaneTask& task) {
  Lane& here = *lanes_[lane];
  while (true) {
    if (!here.job && !take_job(here)) {
      has_idle_lane_ = true;
      return false;
    }
    if (!here.job) continue;  // it failed before its first segment
    if (here.progress->next_segment(task)) {
      system_->set_constants(lane, here.progress->values());
      return true;
    }
    finish(here);
  }
}

/// False if there is no job. The new job may already have failed: then the lane has none.
bool RunClient::take_job(Lane& lane) {
  // A lane once idle stays so until the integrator is called again. When one lane alone would work
  // through what has become ready meanwhile, it is better to end the call and fill them all.
  if (has_idle_lane_ && is_last_at_work(lane) && context_.queue->n_ready(engine_) > 1) return false;

  lane.job = context_.queue->take(engine_);
  if (!lane.job) return false;
  if (lane.job->purpose == Job::Purpose::equilibration) {
    lane.progress = &lane.equilibration;
    lane.equilibration.begin(lane.job->plan, lane.job->values);
  } else {
    lane.progress = &lane.run;
    const SolveStatus status = lane.run.begin(lane.job->plan, lane.job->values);
    if (status != SolveStatus::success) fail(lane, {status, lane.run.time(), 0.0, {}});
  }
  return true;
}

bool RunClient::is_last_at_work(const Lane& lane) const {
  return std::ranges::none_of(
      lanes_, [&lane](const auto& l) { return l.get() != &lane && l->job != nullptr; });
}

double RunClient::step(std::size_t lane, const DenseStep& step) {
  const double t_cut = lanes_[lane]->progress->step(step);
  // A cut at t_end itself must come just before it: t_end means to go on.
  if (t_cut > step.t_end()) return step.t_end();
  return std::min(t_cut, std::nextafter(step.t_end(), step.t_begin()));
}

void RunClient::stop(std::size_t lane, double t, const double* y, const SolverStats& stats) {
  Lane& here = *lanes_[lane];
  add(stats, here.job->stats);
  const SolveStatus status = here.progress->stop(t, y);
  if (status != SolveStatus::success) fail(here, {status, t, 0.0, {}});
}

void RunClient::failed(std::size_t lane, const LaneFailure& failure, const SolverStats& stats) {
  add(stats, lanes_[lane]->job->stats);
  fail(*lanes_[lane], failure);
}

void RunClient::finish(Lane& lane) {
  std::unique_ptr<Job> job = std::move(lane.job);
  if (job->purpose == Job::Purpose::run) {
    RunResult result = lane.run.take_result();
    result.method = method();
    result.t_reached = lane.run.time();
    context_.queue->run_done(std::move(job), std::move(result));
  } else if (lane.equilibration.is_settled()) {
    context_.queue->equilibrated(std::move(job), method(), lane.equilibration.values());
  } else {
    RunResult result;
    result.status = RunStatus::no_steady_state;
    result.start = lane.equilibration.values();
    result.method = method();
    result.message = describe_unsettled(*context_.network, *context_.kernel,
                                        *job->plan.equilibration, lane.equilibration);
    context_.queue->failed(std::move(job), std::move(result));
  }
}

void RunClient::fail(Lane& lane, const LaneFailure& failure) {
  std::unique_ptr<Job> job = std::move(lane.job);
  RunResult result = job->purpose == Job::Purpose::run ? lane.run.take_result() : RunResult{};
  result.status = RunStatus::failed;
  result.solver_status = failure.status;
  result.method = method();
  // Time is that of the run: an equilibration has reached none of it.
  if (job->purpose == Job::Purpose::run) result.t_reached = failure.t_reached;
  result.message = describe_failure(*context_.network, *context_.kernel, *job, method(), failure);
  context_.queue->failed(std::move(job), std::move(result));
}

}  // namespace sigdyn
