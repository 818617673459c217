/// sigdyn report RESULT: one HTML page that opens without a network.
#include "base/diagnostic.hpp"
#include "cli/commands.hpp"
#include "cli/page_file.hpp"

namespace sigdyn {
namespace {

struct ReportOptions {
  std::string result;
  std::string output;
  std::vector<std::string> observables;
  bool may_replace = false;
};

ExitCode run_report(const ReportOptions& options, const GlobalOptions& /*global*/) {
  const std::string page = options.output.empty() ? page_path(options.result) : options.output;
  if (!page.ends_with(".html") && !page.ends_with(".htm")) {
    throw UsageError("-o " + page + ": expected a name that ends in .html");
  }
  write_page(options.result, page, options.observables,
             options.may_replace ? ExistingResult::replace : ExistingResult::keep);
  print_result("written: " + page + "\n");
  return exit_success;
}

}  // namespace

void add_report_command(CommandLine& command_line) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App& command = add_command(command_line, "report",
                                  "write one HTML page with charts, table and pathway of a result",
                                  options, run_report);
  command.add_option("result", options->result, "result file of run, simulate or sweep")
      ->required();
  command.add_option("-o,--output", options->output, "page to write [RESULT.html]");
  command
      .add_option("--observable", options->observables,
                  "only this observable; may be repeated [all]")
      ->take_all()
      ->expected(1);
  command.add_flag("--force", options->may_replace, "replace an existing page");
}

}  // namespace sigdyn
