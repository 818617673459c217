/// sigdyn reproduce RESULT: makes a result again from what it keeps, and compares.
#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/diagnostic.hpp"
#include "base/scratch_folder.hpp"
#include "cli/commands.hpp"
#include "cli/diff_table.hpp"
#include "cli/interrupt.hpp"
#include "cli/processors.hpp"
#include "cli/shard_choice.hpp"
#include "cli/shard_run.hpp"
#include "cli/stored_run.hpp"
#include "store/merge.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn {
namespace {

struct ReproduceOptions {
  std::string result;
  std::string output;
  unsigned n_threads = 0;  ///< 0: as many as there are processors
  bool may_replace = false;
  DiffTolerance tolerance;
};

/// A file or folder that is gone when it has been compared.
class ScratchFile {
 public:
  explicit ScratchFile(std::string path) : path_(std::move(path)) {}
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

ExitCode compare(const ResultReader& original, const std::string& path,
                 const ReproduceOptions& options) {
  const auto comparisons = compare_results(original, ResultReader(path), options.tolerance);
  print_result(format_comparisons(comparisons));
  return are_equal(comparisons) ? exit_success : exit_run_failed;
}

ExistingResult if_existing(const ReproduceOptions& options) {
  return options.may_replace ? ExistingResult::replace : ExistingResult::keep;
}

ExitCode write_and_compare(const ScenarioRun& run, const ResultReader& original,
                           const std::string& path, const ReproduceOptions& options,
                           const GlobalOptions& global) {
  RunFile file(path, run.network(), run.file_spec(global.command_line), if_existing(options));
  const auto results = run.run(
      1, [](const RunResult&) {}, is_interrupted);
  if (results.empty()) return exit_interrupted;
  file.write(0, results, run.reference(results));
  file.finish();
  return compare(original, path, options);
}

/// Members that the original has; those it lacks are not run either.
std::vector<MemberRange> members_in(const ResultReader& original) {
  const std::size_t n_members = original.array("member").shape.front();
  std::vector<MemberRange> members;
  constexpr std::size_t n_at_once = 65536;
  for (std::size_t first = 0; first < n_members; first += n_at_once) {
    const auto status = original.integers("status", {first, n_at_once});
    const std::size_t n_rows = std::min(n_at_once, n_members - first);
    const std::size_t n_arms = status.size() / n_rows;
    for (std::size_t row = 0; row < n_rows; ++row) {
      if (status[row * n_arms] == 0) continue;  // "missing"
      const std::uint64_t member = first + row;
      if (members.empty() || members.back().end != member) members.push_back({member, member});
      ++members.back().end;
    }
  }
  return members;
}

ExitCode sweep_and_compare(const SweepJob& job, const ResultReader& original,
                           const std::string& path, const ReproduceOptions& options,
                           const GlobalOptions& global) {
  const ScratchFile scratch(path + ".shards");
  const ShardManifest manifest{job.file().id, job.hash(), job.plan().n_members(), 0, 1};
  ShardFolder folder(shard_folder_path(path, {}), manifest, job.provenance(global.command_line),
                     ShardFolder::Existing::replace);
  const auto todo = members_in(original);
  const ShardOutcome outcome =
      run_shard(job, folder, todo,
                {.n_threads = options.n_threads > 0 ? options.n_threads : usable_processors(),
                 .verbosity = global.verbosity});
  if (outcome.n_finished < total_size(todo)) return exit_interrupted;
  merge_shards({folder.path()}, path, if_existing(options));
  return compare(original, path, options);
}

ExitCode run_reproduce(const ReproduceOptions& options, const GlobalOptions& global) {
  const ResultReader original(options.result);
  if (!options.output.empty() && !options.may_replace && std::filesystem::exists(options.output)) {
    throw IoError(options.output, "write", "it exists already (--force replaces it)");
  }
  catch_interrupts();
  std::optional<ScratchFolder> scratch;
  if (options.output.empty()) scratch.emplace("reproduce");
  const std::string path = scratch ? *scratch / "result.h5" : options.output;
  if (is_sweep(original)) {
    return sweep_and_compare(*restore_sweep(original, global), original, path, options, global);
  }
  return write_and_compare(*restore_run(original, global), original, path, options, global);
}

}  // namespace

void add_reproduce_command(CommandLine& command_line) {
  const auto options = std::make_shared<ReproduceOptions>();
  CLI::App& command = add_command(
      command_line, "reproduce",
      "run a result's own model, scenario and sweep again and compare; exit code 1 if they differ",
      options, run_reproduce);
  command.add_option("result", options->result, "result file")->required();
  command.add_option("-o,--output", options->output, "keep the new result in this file");
  command.add_flag("--force", options->may_replace, "replace an existing file");
  command
      .add_option("-j,--threads", options->n_threads, "threads, for a sweep [the processors given]")
      ->check(CLI::PositiveNumber);
  command.add_option("--rtol", options->tolerance.rtol, "relative difference that is forgiven")
      ->capture_default_str();
  command.add_option("--atol", options->tolerance.atol, "absolute difference that is forgiven")
      ->capture_default_str();
}

}  // namespace sigdyn
