/// The sweep engine: runs members on all threads and hands over each as it is complete.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "simulate/run.hpp"
#include "sweep/record_plan.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

/// What is kept of one member; failed runs have NaN from where they failed.
struct MemberResult {
  std::uint64_t member = 0;
  std::vector<RunStatus> status;           ///< [n_arms]
  std::vector<SolveStatus> solver_status;  ///< [n_arms]; the reason where status is failed
  std::vector<SolverStats> stats;          ///< [n_arms]
  std::vector<std::string> message;        ///< [n_arms]; empty where all went well
  std::vector<double> summaries;           ///< [n_summaries][n_arms]
  std::vector<double> time_courses;        ///< [n_arms][n_times][n_time_courses]
};

/// Members [begin, end).
struct MemberRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t size() const { return end - begin; }
};

/// Runs the members of `todo` (ascending ranges). `deliver` is called once per member, one call at
/// a time, in any order. A member's result has the same bits whatever the ranges, threads and
/// order. Memory: the members at work. `cancelled` is polled: once true, no new run starts and only
/// complete members are delivered.
void run_sweep(const Simulator& simulator, const SweepPlan& plan, const RecordPlan& record,
               std::span<const MemberRange> todo, const SimulateOptions& options,
               const std::function<void(MemberResult&&)>& deliver,
               const std::function<bool()>& cancelled);

/// The options with everything left open (method, lanes) settled from the sweep's first member, so
/// that all shards settle it alike.
SimulateOptions settle_options(const Simulator& simulator, const SweepPlan& plan,
                               SimulateOptions options);

}  // namespace sigdyn
