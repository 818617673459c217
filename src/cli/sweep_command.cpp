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
#include "cli/shard_choice.hpp"
#include "cli/shard_run.hpp"
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
  const ShardOutcome outcome =
      run_shard(job, folder, todo,
                {.n_threads = options.n_threads > 0 ? options.n_threads : usable_processors(),
                 .commit_every = options.commit_every,
                 .stop_at = stop_at,
                 .verbosity = global.verbosity,
                 .progress = options.progress == "json" ? ProgressForm::json : ProgressForm::text});
  if (outcome.n_finished < n_todo) {
    print_message(fmt::format("{}: stopped with {} of {} members done, --resume goes on\n",
                              folder.path(), n_done + outcome.n_finished,
                              manifest.members().size()));
    return exit_interrupted;
  }
  if (shard.count == 1) return finish_whole_sweep(folder.path(), output, options);
  print_result(fmt::format("shard {} of {}: {} members in {}\n", shard.index, shard.count,
                           manifest.members().size(), folder.path()));
  return outcome.n_failed > 0 ? exit_run_failed : exit_success;
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
      ->check(CLI::Range(1e-3, 86400.0));
  command.add_option("--progress", options->progress, "text or json (one object per line)")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace sigdyn
