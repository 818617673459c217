#include "cli/writing_time.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/scratch_folder.hpp"
#include "cli/shard_run.hpp"
#include "store/merge.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn {
namespace {

using Clock = std::chrono::steady_clock;

/// The outcomes of the pilot as members 0, 1, ...: their order, not their number, costs time.
std::vector<MemberResult> numbered(std::span<const MemberResult> pilot) {
  std::vector<MemberResult> members(pilot.begin(), pilot.end());
  for (std::size_t i = 0; i < members.size(); ++i) members[i].member = i;
  return members;
}

WritingTime write_trial(const SweepJob& job, std::span<const MemberResult> pilot) {
  const ScratchFolder scratch("plan");
  std::vector<MemberResult> members = numbered(pilot);
  const ShardManifest manifest{job.file().id, job.hash(), members.size(), 0, 1};
  ShardFolder folder(scratch / "shard", manifest, job.provenance("sigdyn plan"),
                     ShardFolder::Existing::replace);
  const auto begin = Clock::now();
  commit_members(job, folder, std::move(members));
  const auto committed = Clock::now();
  merge_shards({folder.path()}, scratch / "result.h5", ExistingResult::replace);
  const std::chrono::duration<double> commits = committed - begin;
  const std::chrono::duration<double> merge = Clock::now() - committed;
  return {commits.count(), merge.count()};
}

double extrapolate(double n, double n_few, double few, double n_many, double many) {
  if (n_many <= n_few) return many * n / n_many;
  const double per_member = std::max(0.0, many - few) / (n_many - n_few);
  return many + (n - n_many) * per_member;
}

}  // namespace

WritingTime predict_writing_time(const SweepJob& job, std::span<const MemberResult> pilot) {
  const auto n_members = job.plan().n_members();
  const auto many = pilot.first(std::min<std::size_t>(pilot.size(), n_members));
  const auto few = many.first((many.size() + 7) / 8);
  const WritingTime time_few = write_trial(job, few);
  const WritingTime time_many = write_trial(job, many);
  const auto to_all = [&](double seconds_few, double seconds_many) {
    return extrapolate(static_cast<double>(n_members), static_cast<double>(few.size()), seconds_few,
                       static_cast<double>(many.size()), seconds_many);
  };
  return {to_all(time_few.commits, time_many.commits), to_all(time_few.merge, time_many.merge)};
}

}  // namespace sigdyn
