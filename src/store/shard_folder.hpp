/// A shard of a sweep on disk: a folder with a manifest and blocks of finished members.
///
/// Every commit is one block, a small result file written beside its name and renamed when
/// complete: whatever kills the process, committed members stay and nothing is half-written. A
/// block says which sweep it belongs to and which members it holds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "results/schema.hpp"
#include "sweep/record_plan.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

/// What a shard must agree on with the others, and its part of the members.
struct ShardManifest {
  std::string sweep_id;
  std::string hash;             ///< of model, scenario, sweep and program version
  std::uint64_t n_members = 0;  ///< of the whole sweep
  std::uint64_t index = 0;      ///< of this shard, from 0
  std::uint64_t count = 1;      ///< number of shards
  MemberRange members() const;  ///< its part, contiguous
};

std::string to_text(const ShardManifest& manifest);

/// Throws InputError where the text is not a manifest.
ShardManifest parse_manifest(const std::string& text, const std::string& path);

/// A committed block: its file and the members in it, in the order of its rows, in runs of
/// consecutive ones: few, so that a million members need little memory.
struct StoredBlock {
  std::string path;
  std::vector<MemberRange> runs;
  std::uint64_t n_members() const;
};

/// Which members of `all` are in none of the blocks; ascending.
std::vector<MemberRange> missing_members(MemberRange all, std::span<const StoredBlock> blocks);

class ShardFolder {
 public:
  enum class Existing : std::uint8_t { refuse, resume, replace };

  /// Creates the folder (with `provenance`, attributes of the merged result) or opens the one that
  /// is there. Throws IoError where one is there (refuse) or it cannot be written, InputError where
  /// it belongs to another sweep (resume). Leftovers of a commit that was cut off are removed.
  ShardFolder(std::string path, ShardManifest manifest, std::vector<Attribute> provenance,
              Existing existing);

  /// Opens a folder to read it. Throws IoError, InputError if it is no shard.
  explicit ShardFolder(std::string path);

  const std::string& path() const { return path_; }
  const ShardManifest& manifest() const { return manifest_; }

  /// As given when the folder was made. Throws IoError, InputError.
  std::vector<Attribute> provenance() const;

  /// All blocks, by their first member. Throws InputError that names the file where one is damaged
  /// or of another sweep.
  std::vector<StoredBlock> blocks() const;

  /// Commits members as one block, on disk when this returns. Throws IoError: nothing of the
  /// block is then left behind.
  void commit(const Network& network, const SweepPlan& plan, const RecordPlan& record,
              std::span<const MemberResult> members);

 private:
  std::string path_;
  ShardManifest manifest_;
};

}  // namespace sigdyn
