/// sigdyn sweep SWEEP: runs a sweep, or one shard of it, safe against whatever may end it.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/units.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/merge_report.hpp"
#include "cli/processors.hpp"
#include "cli/progress_line.hpp"
#include "cli/shard_choice.hpp"
#include "cli/sweep_job.hpp"
#include "store/merge.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct SweepOptions {
  std::string sweep;
  std::string output;
  std::string shard;
  unsigned n_threads = 0;
  bool is_resumed = false;
  bool may_replace = false;
  std::string wall_time;
  double commit_every = 30.0;  ///< [s]
  std::string progress = "text";
};

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

/// The moment to stop at so that what is at work can finish and be committed within `wall_time`.
std::optional<Clock::time_point> deadline(const std::string& wall_time) {
  if (wall_time.empty()) return std::nullopt;
  std::string reason;
  const auto quantity = parse_quantity(wall_time, &reason);
  if (!quantity || quantity->unit.dimension != time_dimension) {
    throw UsageError(
        fmt::format("--wall-time '{}' is no time (such as '2 h' or '90 min')", wall_time));
  }
  const double seconds = quantity->coherent();
  const double margin = std::min(60.0, 0.1 * seconds);
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(
                            std::chrono::duration<double>(seconds - margin));
}

std::string default_output(const std::string& sweep) {
  return fs::path(sweep).stem().string() + ".h5";
}

ShardFolder::Existing what_to_do(const SweepOptions& options) {
  if (options.is_resumed) return ShardFolder::Existing::resume;
  return options.may_replace ? ShardFolder::Existing::replace : ShardFolder::Existing::refuse;
}

std::uint64_t total_size(const std::vector<MemberRange>& ranges) {
  std::uint64_t size = 0;
  for (const MemberRange& range : ranges) size += range.size();
  return size;
}

ExitCode finish_whole_sweep(const std::string& shard_path, const std::string& output,
                            const SweepOptions& options) {
  const MergeReport report = merge_shards(
      {shard_path}, output, options.may_replace ? ExistingResult::replace : ExistingResult::keep);
  print_merge_report(report, output);
  std::error_code error;  // the result is complete; leftovers harm nobody
  fs::remove_all(fs::path(shard_path).parent_path(), error);
  return report.n_failed_runs > 0 ? exit_run_failed : exit_success;
}

ExitCode run_sweep_command(const SweepOptions& options, const GlobalOptions& global) {
  const auto stop_at = deadline(options.wall_time);
  const ShardChoice shard = choose_shard(options.shard);
  const std::string output =
      options.output.empty() ? default_output(options.sweep) : options.output;
  if (shard.count == 1 && fs::exists(output) && !options.may_replace) {
    throw IoError(output, "write", "it exists already (--force replaces it)");
  }
  const SweepJob job(options.sweep);
  ShardManifest manifest{job.file().id, job.hash(), job.plan().n_members(), shard.index,
                         shard.count};
  ShardFolder folder(shard_folder_path(output, shard), manifest,
                     job.provenance(global.command_line), what_to_do(options));
  const auto todo = missing_members(manifest.members(), folder.blocks());
  const std::uint64_t n_todo = total_size(todo);
  const std::uint64_t n_done = manifest.members().size() - n_todo;
  if (n_done > 0 && global.verbosity != Verbosity::quiet) {
    print_message(fmt::format("{}: {} of {} members are there already\n", folder.path(), n_done,
                              manifest.members().size()));
  }

  catch_interrupts();
  std::uint64_t n_failed = 0;
  std::uint64_t n_finished = 0;
  {
    ProgressLine progress(n_todo, "members", global.verbosity,
                          options.progress == "json" ? ProgressForm::json : ProgressForm::text);
    Committer committer(job, folder, options.commit_every);
    job.run(
        todo, options.n_threads > 0 ? options.n_threads : usable_processors(),
        [&](MemberResult&& member) {
          ++n_finished;
          n_failed += has_failed(member) ? 1 : 0;
          progress.finish_piece(has_failed(member));
          committer.add(std::move(member));
        },
        [&] { return is_interrupted() || (stop_at && Clock::now() >= *stop_at); });
    committer.commit();
  }
  if (n_finished < n_todo) {
    print_message(fmt::format("{}: stopped with {} of {} members done, --resume goes on\n",
                              folder.path(), n_done + n_finished, manifest.members().size()));
    return exit_interrupted;
  }
  if (shard.count == 1) return finish_whole_sweep(folder.path(), output, options);
  print_result(fmt::format("shard {} of {}: {} members in {}\n", shard.index, shard.count,
                           manifest.members().size(), folder.path()));
  return n_failed > 0 ? exit_run_failed : exit_success;
}

}  // namespace

void add_sweep_command(CommandLine& command_line) {
  const auto options = std::make_shared<SweepOptions>();
  CLI::App& command = add_command(command_line, "sweep", "run a sweep, or one shard of it", options,
                                  run_sweep_command);
  command.add_option("sweep", options->sweep, "sweep file")->required();
  command.add_option("-o,--output", options->output, "result file [SWEEP.h5 here]");
  command.add_option("-j,--threads", options->n_threads, "threads [the processors given]")
      ->check(CLI::PositiveNumber);
  command.add_option("--shard", options->shard,
                     "run part I of N, written I/N with I from 0 [from a Slurm job array]");
  command.add_flag("--resume", options->is_resumed,
                   "keep the members that are finished; start where there are none");
  command.add_flag("--force", options->may_replace, "replace what is there");
  command.add_option("--wall-time", options->wall_time,
                     "stop in time to be done within this, e.g. '2 h' (exit 6)");
  command
      .add_option("--commit-every", options->commit_every,
                  "seconds between commits: what a kill can cost")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--progress", options->progress, "text or json (one object per line)")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace sigdyn
