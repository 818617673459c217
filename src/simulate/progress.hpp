/// How far the job in one lane has got: what the lane integrates next, and what is taken from it.
#pragma once

#include "kernel/kernel.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn {

/// Calls come in the order (next_segment, step*, stop)*. One object per lane, reused.
class Progress {
 public:
  virtual ~Progress() = default;

  /// Fills the next continuous segment; false if there is none left.
  virtual bool next_segment(LaneTask& task) = 0;

  /// As LaneClient::step, except that a returned t_end cuts the step too; later goes on.
  virtual double step(const DenseStep& step) = 0;

  /// Ends a segment. Anything but success fails the job.
  virtual SolveStatus stop(double t, const double* y) = 0;

  /// The values at the start of the present segment: the constants of the lane.
  virtual const NetworkValues& values() const = 0;

  virtual const DelayHistory* history() const { return nullptr; }
};

}  // namespace sigdyn
