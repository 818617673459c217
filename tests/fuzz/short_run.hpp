/// A run of whatever network a fuzzer has made, kept short whatever it does.
#pragma once

#include "network/network.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Nothing for networks of over 40 species or 400 terms: the readers are what is being tested.
inline void run_shortly(const Network& network) {
  if (network.species.size() > 40 || network.expressions.size() > 400) return;
  RunPlan plan;
  plan.output_times = {0.0, 0.5, 2.0};
  SimulateOptions options;
  options.integrator.max_steps = 200;
  options.integrator.wall_limit = 0.5;
  options.retry = RetryLadder::off;
  Simulator(network).run({plan}, options);
}

}  // namespace sigdyn
