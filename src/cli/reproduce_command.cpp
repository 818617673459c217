/// sigdyn reproduce RESULT: makes a result again from what it keeps, and compares.
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/diff_table.hpp"
#include "cli/interrupt.hpp"
#include "cli/stored_run.hpp"

namespace sigdyn {
namespace {

struct ReproduceOptions {
  std::string result;
  std::string output;
  bool may_replace = false;
  DiffTolerance tolerance;
};

/// A file beside no other, gone when it has been compared.
class ScratchFile {
 public:
  explicit ScratchFile(std::string path) : path_(std::move(path)) {}
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

ExitCode write_and_compare(const ScenarioRun& run, const ResultReader& original,
                           const std::string& path, const ReproduceOptions& options,
                           const GlobalOptions& global) {
  RunFile file(path, run.network(), run.file_spec(global.command_line),
               options.may_replace ? ExistingResult::replace : ExistingResult::keep);
  const auto results = run.run(
      1, [](const RunResult&) {}, is_interrupted);
  if (results.empty()) return exit_interrupted;
  file.write(0, results, run.reference(results));
  file.finish();
  const auto comparisons = compare_results(original, ResultReader(path), options.tolerance);
  print_result(format_comparisons(comparisons));
  return are_equal(comparisons) ? exit_success : exit_run_failed;
}

ExitCode run_reproduce(const ReproduceOptions& options, const GlobalOptions& global) {
  const ResultReader original(options.result);
  const auto run = restore_run(original, global);
  catch_interrupts();
  if (!options.output.empty()) {
    return write_and_compare(*run, original, options.output, options, global);
  }
  const auto folder = std::filesystem::temp_directory_path();
  const ScratchFile scratch((folder / fmt::format("sigdyn_reproduce_{}.h5", getpid())).string());
  return write_and_compare(*run, original, scratch.path(), options, global);
}

}  // namespace

void add_reproduce_command(CommandLine& command_line) {
  const auto options = std::make_shared<ReproduceOptions>();
  CLI::App& command = add_command(
      command_line, "reproduce",
      "run a result's own model and scenario again and compare; exit code 1 if they differ",
      options, run_reproduce);
  command.add_option("result", options->result, "result file")->required();
  command.add_option("-o,--output", options->output, "keep the new result in this file");
  command.add_flag("--force", options->may_replace, "replace an existing file");
  command.add_option("--rtol", options->tolerance.rtol, "relative difference that is forgiven")
      ->capture_default_str();
  command.add_option("--atol", options->tolerance.atol, "absolute difference that is forgiven")
      ->capture_default_str();
}

}  // namespace sigdyn
