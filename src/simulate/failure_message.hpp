/// A failure in words: what happened, where, the likely cause, what to try.
#pragma once

#include <string>

#include "ode/integrator.hpp"
#include "ode/lane_client.hpp"
#include "simulate/equilibration_progress.hpp"
#include "simulate/job.hpp"

namespace sigdyn {

/// "integration failed at t = 312 s (...) ...; likely cause: ...; try: ...".
std::string describe_failure(const Network& network, const Kernel& kernel, const Job& job,
                             Method method, const LaneFailure& failure);

std::string describe_unsettled(const Network& network, const Kernel& kernel,
                               const Equilibration& equilibration,
                               const EquilibrationProgress& progress);

/// The name of the species or parameter that a state stands for.
const std::string& name_of_state(const Network& network, const Kernel& kernel, std::size_t state);

}  // namespace sigdyn
