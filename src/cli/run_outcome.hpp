/// How a run went, as result files and messages name it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/run.hpp"

namespace sigdyn {

/// Meanings of the flags of `status`: "success", "no_steady_state", then the integrator's failures.
const std::vector<std::string>& status_names();

/// Index into status_names().
std::int64_t status_flag(const RunResult& result);

/// Meanings of the flags of `method`, in the order of the enum.
const std::vector<std::string>& method_names();

}  // namespace sigdyn
