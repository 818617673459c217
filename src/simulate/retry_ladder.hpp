/// What is tried, in which order, after an integration has failed.
#pragma once

#include <optional>
#include <vector>

#include "ode/integrator.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Rung 0 is what was asked for. A smaller rtol comes next, because most failures are steps that
/// overshoot into values where the model has no meaning; then another stiff method. See
/// docs/numerics.md, "Retry ladder". Expects a method other than automatic.
std::vector<IntegratorOptions> make_retry_ladder(const IntegratorOptions& first, RetryLadder retry,
                                                 std::size_t n_states);

/// The same for equilibrations to a steady state. An explicit method hovers about a steady state at
/// its stability limit and never settles, so rung 0 is implicit whatever the runs take; a multistep
/// method hovers within its Newton tolerance, so it gets tighter ones.
std::vector<IntegratorOptions> make_equilibration_ladder(const IntegratorOptions& first,
                                                         RetryLadder retry, std::size_t n_states);

/// The rung to try after `rung` failed with `status`; nothing if there is none that could help.
std::optional<int> next_rung(const std::vector<IntegratorOptions>& ladder, int rung,
                             SolveStatus status);

}  // namespace sigdyn
