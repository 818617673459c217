/// Shards -> one result file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/writer.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn {

struct MergeReport {
  std::uint64_t n_members = 0;       ///< of the sweep
  std::uint64_t n_found = 0;         ///< committed in the shards given
  std::uint64_t n_failed_runs = 0;   ///< rows with another status than success
  std::vector<MemberRange> gaps;     ///< members in no shard: rows of NaN with status "missing"
  std::vector<std::string> sources;  ///< files that a virtual result needs, from its folder
};

enum class MergeForm : std::uint8_t {
  copy,
  virtual_result  ///< numbers stay in the blocks of the shards; the result maps them
};

/// Writes all members of the shards to `out`, member i as row i. The result does not depend on
/// how the members were sharded and committed, nor on the order of `folders`; a member in two
/// shards is written once. Memory: a few thousand rows of one array at a time. Throws InputError
/// where shards belong to different sweeps or a block is damaged (named); UnsupportedError for a
/// virtual result of more blocks than a reader can have open; IoError.
MergeReport merge_shards(const std::vector<std::string>& folders, const std::string& out,
                         ExistingResult existing, MergeForm form = MergeForm::copy);

/// The shard folders among `paths`: each is one, or a folder of them.
std::vector<std::string> find_shards(const std::vector<std::string>& paths);

}  // namespace sigdyn
