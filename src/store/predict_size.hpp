/// How large the merged result of a sweep will be.
#pragma once

#include <span>

#include "network/network.hpp"
#include "sweep/record_plan.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

/// Bytes, from how well the values of some members compress: two files are written to the temporary
/// folder, without rows and with these members. Arrays that are stored as they are count in
/// full. Throws IoError.
double predict_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                    std::span<const MemberResult> pilot);

}  // namespace sigdyn
