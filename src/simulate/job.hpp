/// One run on its way through the engines, with what it has gathered so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernel/kernel.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

struct EquilibrationEntry;

/// Owned by exactly one place at a time: the queue, a lane, or the entry of the equilibration it
/// waits for.
struct Job {
  enum class Purpose : std::uint8_t { equilibration, run };

  std::size_t index = 0;
  RunPlan plan;
  Purpose purpose = Purpose::run;
  int rung = 0;                ///< of the retry ladder, for the present purpose
  NetworkValues values;        ///< what the present purpose starts from
  SolverStats stats;           ///< of all that was integrated for this run so far
  int equilibration_rung = 0;  ///< the rung its equilibration took
  /// The equilibration that this job computes, for itself and for all that wait there.
  std::shared_ptr<EquilibrationEntry> entry;
};

void add(const SolverStats& more, SolverStats& total);

}  // namespace sigdyn
