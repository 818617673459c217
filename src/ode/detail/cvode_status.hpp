/// The one place where SUNDIALS return flags become SolveStatus.
#pragma once

#include "ode/lane_client.hpp"

namespace sigdyn::detail {

/// Expects the negative flag that CVode() returned.
SolveStatus status_of_cvode_flag(int flag);

}  // namespace sigdyn::detail
