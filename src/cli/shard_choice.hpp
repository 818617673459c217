/// Which shard of a sweep this process runs.
#pragma once

#include <cstdint>
#include <string>

namespace sigdyn {

struct ShardChoice {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

/// "I/N" as given; where empty, the task of the Slurm job array this process belongs to, if any
/// (SLURM_ARRAY_TASK_ID, _MIN, _STEP, _COUNT); else the whole sweep. Throws UsageError.
ShardChoice choose_shard(const std::string& text);

/// Where the shard of a result lies: OUTPUT.shards/I-of-N.
std::string shard_folder_path(const std::string& output, const ShardChoice& shard);

}  // namespace sigdyn
