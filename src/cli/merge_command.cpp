/// sigdyn merge SHARD... -o OUT: shards of a sweep become one result.
#include "cli/commands.hpp"
#include "cli/merge_report.hpp"
#include "store/merge.hpp"

namespace sigdyn {
namespace {

struct MergeOptions {
  std::vector<std::string> shards;
  std::string output;
  bool may_replace = false;
  bool is_virtual = false;
};

ExitCode run_merge(const MergeOptions& options, const GlobalOptions& /*global*/) {
  const MergeReport report =
      merge_shards(find_shards(options.shards), options.output,
                   options.may_replace ? ExistingResult::replace : ExistingResult::keep,
                   options.is_virtual ? MergeForm::virtual_result : MergeForm::copy);
  print_merge_report(report, options.output);
  return report.n_failed_runs > 0 || !report.gaps.empty() ? exit_run_failed : exit_success;
}

}  // namespace

void add_merge_command(CommandLine& command_line) {
  const auto options = std::make_shared<MergeOptions>();
  CLI::App& command =
      add_command(command_line, "merge",
                  "join the shards of a sweep; lists what is missing (exit 1)", options, run_merge);
  command.add_option("shards", options->shards, "shard folders, or folders of them (OUT.shards)")
      ->required();
  command.add_option("-o,--output", options->output, "result file")->required();
  command.add_flag("--virtual", options->is_virtual,
                   "leave the numbers in the shards and map them (HDF5 virtual datasets)");
  command.add_flag("--force", options->may_replace, "replace an existing result");
}

}  // namespace sigdyn
