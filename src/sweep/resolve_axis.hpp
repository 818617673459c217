/// From an entry of `vary:` to what it changes.
#pragma once

#include <optional>
#include <vector>

#include "base/diagnostic.hpp"
#include "network/network.hpp"
#include "scenario/scenario.hpp"
#include "simulate/run.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

/// A name means, in this order: a parameter, a perturbation the arms apply (its argument), a
/// species the arms set or dose (that dose), another species (its initial amount). "initial NAME"
/// always means the initial amount, "protocol[i].at" the time of the i-th entry, counted from 0.
/// Adds what is wrong to `log` and gives nothing.
std::optional<SweepAxis> resolve_axis(const VaryEntry& entry, const Scenario& scenario,
                                      const Network& network, const std::vector<RunPlan>& arms,
                                      DiagnosticLog& log);

}  // namespace sigdyn
