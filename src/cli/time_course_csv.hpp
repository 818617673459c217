/// One run as comma-separated values: time, then observables, then amounts, a column each.
#pragma once

#include <span>
#include <string>

#include "network/network.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Expects a result with species and observables at these times.
std::string time_course_csv(const Network& network, std::span<const double> times,
                            const RunResult& result);

}  // namespace sigdyn
