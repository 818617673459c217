#include "cli/shard_run.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "cli/interrupt.hpp"

namespace sigdyn {
namespace {

using Clock = std::chrono::steady_clock;

/// Collects finished members and commits them when the interval is over, or when they are many.
class Committer {
 public:
  Committer(const SweepJob& job, ShardFolder& folder, double interval)
      : job_(job), folder_(folder), interval_(interval) {}

  void add(MemberResult&& member) {
    n_values_ += member.summaries.size() + member.time_courses.size() + n_values_beside;
    members_.push_back(std::move(member));
    const double elapsed = std::chrono::duration<double>(Clock::now() - last_).count();
    if (elapsed >= interval_ || n_values_ >= max_values) commit();
  }

  void commit() {
    last_ = Clock::now();
    if (members_.empty()) return;
    std::sort(members_.begin(), members_.end(),
              [](const MemberResult& a, const MemberResult& b) { return a.member < b.member; });
    folder_.commit(job_.network(), job_.plan(), job_.record(), members_);
    members_.clear();
    n_values_ = 0;
  }

 private:
  static constexpr std::size_t n_values_beside = 16;   // status, message, parameters
  static constexpr std::size_t max_values = 1U << 19;  // some 20 MiB in memory at most

  const SweepJob& job_;
  ShardFolder& folder_;
  double interval_;
  Clock::time_point last_ = Clock::now();
  std::vector<MemberResult> members_;
  std::size_t n_values_ = 0;
};

}  // namespace

ShardOutcome run_shard(const SweepJob& job, ShardFolder& folder,
                       const std::vector<MemberRange>& todo, const ShardRunOptions& options) {
  ShardOutcome outcome;
  ProgressLine progress(total_size(todo), "members", options.verbosity, options.progress);
  Committer committer(job, folder, options.commit_every);
  job.run(
      todo, options.n_threads,
      [&](MemberResult&& member) {
        ++outcome.n_finished;
        outcome.n_failed += has_failed(member) ? 1 : 0;
        progress.finish_piece(has_failed(member));
        committer.add(std::move(member));
      },
      [&] { return is_interrupted() || (options.stop_at && Clock::now() >= *options.stop_at); });
  committer.commit();
  return outcome;
}

void commit_members(const SweepJob& job, ShardFolder& folder, std::vector<MemberResult> members) {
  Committer committer(job, folder, std::numeric_limits<double>::infinity());
  for (MemberResult& member : members) committer.add(std::move(member));
  committer.commit();
}

std::uint64_t total_size(const std::vector<MemberRange>& ranges) {
  std::uint64_t size = 0;
  for (const MemberRange& range : ranges) size += range.size();
  return size;
}

}  // namespace sigdyn
