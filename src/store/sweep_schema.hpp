/// How members of a sweep lie in a result file. See docs/results-format.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/network.hpp"
#include "results/schema.hpp"
#include "results/writer.hpp"
#include "sweep/record_plan.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

/// Outcomes as flags of `status`; 0 is what a row never written reads as.
std::vector<std::string> sweep_status_names();

/// Schema of a file that holds `members` (their numbers label the member axis); `provenance` are
/// attributes of the file.
ResultSchema make_sweep_schema(const Network& network, const SweepPlan& plan,
                               const RecordPlan& record, std::vector<std::int64_t> members,
                               std::vector<Attribute> provenance);

/// Writes members as rows first_row, first_row + 1, ...
void write_members(ResultWriter& writer, const SweepPlan& plan, const RecordPlan& record,
                   std::span<const MemberResult> members, std::size_t first_row);

}  // namespace sigdyn
