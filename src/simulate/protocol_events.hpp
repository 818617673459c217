/// The protocol of a run as events of the network, for formats that know no scenarios.
#pragma once

#include "network/network.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// The network that starts from `start` (RunResult::start: after equilibration and what happens at
/// t_begin) and has an event for each later instant of the plan's protocol. Initial rules are gone,
/// their values are in `start`; what has another value than in `network` has lost its evidence.
/// Simulated without a plan from plan.t_begin on, it does what `network` does with it.
/// Throws UnsupportedError if the protocol sets what an assignment rule determines, or if
/// equilibration goes before a model with delay(), whose past an initial value cannot say.
Network with_protocol_as_events(const Network& network, const RunPlan& plan,
                                const NetworkValues& start);

}  // namespace sigdyn
