/// How large the merged result of a sweep will be.
#pragma once

#include <span>
#include <vector>

#include "network/network.hpp"
#include "results/schema.hpp"
#include "sweep/record_plan.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

/// Bytes, from files with these members that are written to the temporary folder: one of the
/// sweep's full length, one that tells how well the values compress. Throws IoError.
double predict_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                    std::span<const MemberResult> pilot, std::vector<Attribute> provenance);

}  // namespace sigdyn
