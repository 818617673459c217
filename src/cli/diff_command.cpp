/// sigdyn diff A B: what differs between two results.
#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/diff_table.hpp"
#include "results/reader.hpp"

namespace sigdyn {
namespace {

struct DiffOptions {
  std::string first;
  std::string second;
  DiffTolerance tolerance;
};

ExitCode run_diff(const DiffOptions& options, const GlobalOptions& /*global*/) {
  const ResultReader first(options.first);
  const ResultReader second(options.second);
  const auto comparisons = compare_results(first, second, options.tolerance);
  print_result(format_comparisons(comparisons));
  return are_equal(comparisons) ? exit_success : exit_run_failed;
}

}  // namespace

void add_diff_command(CommandLine& command_line) {
  const auto options = std::make_shared<DiffOptions>();
  CLI::App& command = add_command(
      command_line, "diff", "compare two results; exit code 1 if they differ", options, run_diff);
  command.add_option("first", options->first, "result file")->required();
  command.add_option("second", options->second, "result file")->required();
  command.add_option("--rtol", options->tolerance.rtol, "relative difference that is forgiven")
      ->capture_default_str();
  command.add_option("--atol", options->tolerance.atol, "absolute difference that is forgiven")
      ->capture_default_str();
}

}  // namespace sigdyn
