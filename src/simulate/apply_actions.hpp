/// What happens to the values of a run at one instant.
#pragma once

#include <span>

#include "kernel/kernel.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Applies the actions of one instant together, whatever their order (see Action), then recomputes
/// the assigned quantities at time t.
void apply_actions(const Kernel& kernel, std::span<const Action> actions, double t,
                   NetworkValues& values);

/// The values a run starts from, before its equilibration: the network's own, then the overrides,
/// then the initial rules of everything not overridden, then the assigned quantities.
NetworkValues values_with_overrides(const Kernel& kernel, std::span<const Action> overrides,
                                    double t);

/// The value that a symbol has in `values`.
double& value_of(Symbol symbol, NetworkValues& values);

}  // namespace sigdyn
