/// Fills the arrays of a RunResult, row by row.
#pragma once

#include <cstddef>
#include <vector>

#include "kernel/kernel.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Immutable: one serves all threads.
class Recorder {
 public:
  Recorder(const Network& network, const Kernel& kernel, RecordOptions options);

  /// Sizes the arrays asked for and fills them with NaN, so that what is never reached is never
  /// mistaken for data.
  void clear(std::size_t n_times, RunResult& result) const;

  /// Writes row `row` from the values at time t; assigned quantities must be current.
  /// `history` is where delay() looks; null if the network has none.
  void record(std::size_t row, double t, const NetworkValues& values, const DelayHistory* history,
              RunResult& result) const;

 private:
  const Kernel* kernel_;
  RecordOptions options_;
  std::vector<double> observable_scale_;  // [n_observables] coherent units per observable's unit
};

}  // namespace sigdyn
