/// How long a sweep will spend on what it writes, from a trial with the members of a pilot.
#pragma once

#include <span>

#include "cli/sweep_job.hpp"

namespace sigdyn {

/// Both [s], for all members of the sweep.
struct WritingTime {
  double commits = 0.0;  ///< by the shards, together
  double merge = 0.0;    ///< of the shards to one result, quantiles included
};

/// Commits the pilot to shards in the temporary folder and merges them, as `sweep` does, for all
/// and for an eighth of it: what remains of the difference grows with the members, the rest is paid
/// once. Takes as long as that. Expects at least one pilot member. Throws IoError.
WritingTime predict_writing_time(const SweepJob& job, std::span<const MemberResult> pilot);

}  // namespace sigdyn
