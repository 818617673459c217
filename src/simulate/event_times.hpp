/// Times at which a comparison of the model is known to turn: `time >= 5`, `t - t0 < lag`.
#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// Comparisons in triggers and in whatever the rates of change are made of, of which both sides
/// read only time and constants and are affine in time. Integrators stop there exactly, so that no
/// pulse is stepped over and no step straddles a jump.
class EventTimes {
 public:
  EventTimes(const Network& network, const Kernel& kernel);

  bool empty() const { return turns_.empty(); }

  /// The earliest turn after t with the constants in `values`; infinity if there is none.
  double next(double t, const NetworkValues& values) const;

 private:
  struct Turn {
    ExpressionId left, right;
  };

  const Network* network_;
  const Kernel* kernel_;
  std::vector<Turn> turns_;
};

}  // namespace sigdyn
