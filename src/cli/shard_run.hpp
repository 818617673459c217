/// Members of a sweep run and committed to a shard, safe against whatever may end the process.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/progress_line.hpp"
#include "cli/sweep_job.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn {

struct ShardRunOptions {
  unsigned n_threads = 1;
  double commit_every = 30.0;  ///< [s]
  std::optional<std::chrono::steady_clock::time_point> stop_at{};
  Verbosity verbosity = Verbosity::normal;
  ProgressForm progress = ProgressForm::text;
};

struct ShardOutcome {
  std::uint64_t n_finished = 0;  ///< fewer than asked for: interrupted, or the time was over
  std::uint64_t n_failed = 0;    ///< members with a run that failed
};

/// Runs the members of `todo`; all that are finished are committed when this returns. Ends early
/// when is_interrupted(). Throws IoError.
ShardOutcome run_shard(const SweepJob& job, ShardFolder& folder,
                       const std::vector<MemberRange>& todo, const ShardRunOptions& options);

/// Commits members, in blocks of the size that run_shard() chooses where time does not. Throws
/// IoError.
void commit_members(const SweepJob& job, ShardFolder& folder, std::vector<MemberResult> members);

std::uint64_t total_size(const std::vector<MemberRange>& ranges);

}  // namespace sigdyn
