/// The error weights that every integrator shares, so that a tolerance means the same in all of
/// them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ode/integrator.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn::detail {

/// The absolute part atol_i of the error weight rtol |y_i| + atol_i (see ErrorControl). Never zero,
/// so that a state of scale zero that stays at zero has the weighted error zero and not NaN.
void fill_absolute_tolerances(const ErrorControl& error, const LaneTask& task,
                              std::span<double> atol);

/// Up to three states with the largest |weighted_error|, the largest first; NaN counts as largest,
/// and states without error are left out.
std::vector<std::size_t> worst_states(std::span<const double> weighted_error);

}  // namespace sigdyn::detail
