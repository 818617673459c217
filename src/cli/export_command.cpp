/// sigdyn export RESULT [ARRAY]: an array of a result as CSV.
#include "cli/commands.hpp"
#include "report/csv.hpp"
#include "results/reader.hpp"

namespace sigdyn {
namespace {

struct ExportOptions {
  std::string result;
  std::string array = "observables";
};

ExitCode run_export(const ExportOptions& options, const GlobalOptions& /*global*/) {
  write_csv(ResultReader(options.result), options.array, print_result);
  return exit_success;
}

}  // namespace

void add_export_command(CommandLine& command_line) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App& command =
      add_command(command_line, "export", "print an array of a result as CSV", options, run_export);
  command.add_option("result", options->result, "result file")->required();
  command.add_option("array", options->array, "observables, amounts, parameters, status, ...")
      ->capture_default_str();
}

}  // namespace sigdyn
