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

/// Bytes. Files of members drawn from the pilot are written to the temporary folder, with as many
/// rows as chunks of the result have: that is what compression depends on. They take 64 MiB at
/// most. Expects at least one pilot member. Throws IoError.
double predict_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                    std::span<const MemberResult> pilot, std::vector<Attribute> provenance);

}  // namespace sigdyn
