/// A scenario meets a network: names are resolved, units converted, arms become run plans.
#pragma once

#include <vector>

#include "network/network.hpp"
#include "scenario/scenario.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// One plan per arm, in order, labelled with its name. Perturbations and concentrations stay
/// symbolic (see Action), so that overrides added to a plan later act on them.
/// Throws InputError with all names the network lacks, units that do not fit, arguments out of
/// bounds and values set twice at one time, each with its place in the scenario file.
std::vector<RunPlan> make_plans(const Scenario& scenario, const Network& network);

/// Method, tolerances and what to record, as the scenario says. A pinned method stays pinned on the
/// retry ladder. Throws InputError.
SimulateOptions make_simulate_options(const Scenario& scenario, const Simulator& simulator);

/// The observables the scenario asks for, all if it names none. Throws InputError.
std::vector<std::size_t> observed(const Scenario& scenario, const Network& network);

}  // namespace sigdyn
