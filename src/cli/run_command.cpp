/// sigdyn run SCENARIO...: simulates scenarios and writes a result file for each.
#include <chrono>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/excerpt.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/page_file.hpp"
#include "cli/processors.hpp"
#include "cli/progress_line.hpp"
#include "cli/run_table.hpp"
#include "cli/scenario_run.hpp"
#include "scenario/load_scenario.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  std::vector<std::string> scenarios;
  std::string output;
  unsigned n_threads = 0;  ///< 0: as many as there are processors
  bool may_replace = false;
  bool is_json = false;
  bool has_report = false;
  bool explains_solver = false;
};

/// -o names a file for one scenario, a folder for several; without it, results go where we are.
std::string output_path(const RunOptions& options, const std::string& scenario) {
  std::string name = fs::path(scenario).stem().string() + ".h5";
  if (options.output.empty()) return name;
  const bool is_folder = options.scenarios.size() > 1 || options.output.ends_with('/') ||
                         fs::is_directory(options.output);
  return is_folder ? (fs::path(options.output) / name).string() : options.output;
}

void check_outputs(const RunOptions& options) {
  std::set<std::string> paths;
  for (const std::string& scenario : options.scenarios) {
    const std::string path = output_path(options, scenario);
    if (!paths.insert(path).second) {
      throw UsageError(fmt::format("two scenarios would be written to '{}'", path));
    }
    if (options.has_report && page_path(path) == path) {
      throw UsageError(fmt::format("-o {}: result and page would have one name", path));
    }
  }
}

void explain(const ScenarioRun& run) {
  print_message(fmt::format("{}: {} species, {} reactions, {} arms; {} because {}\n",
                            run.scenario().path, run.network().species.size(),
                            run.network().reactions.size(), run.plans().size(),
                            to_string(run.choice().method), run.choice().reason));
}

std::vector<RunResult> run_arms(const ScenarioRun& run, const RunOptions& options,
                                Verbosity verbosity) {
  const unsigned n_threads = options.n_threads > 0 ? options.n_threads : usable_processors();
  ProgressLine progress(run.plans().size(), "runs", verbosity);
  return run.run(
      n_threads,
      [&](const RunResult& result) { progress.finish_piece(result.status != RunStatus::success); },
      is_interrupted);
}

ExitCode run_scenario(const std::string& path, const RunOptions& options,
                      const GlobalOptions& global) {
  const auto start = std::chrono::steady_clock::now();
  const Verbosity verbosity = global.verbosity;
  Scenario scenario = load_scenario(path);
  LoadedModel model = load_model_file(model_path(scenario));
  if (verbosity == Verbosity::verbose) print_message(render(model.warnings));
  const ScenarioRun run(std::move(scenario), std::move(model));
  if (verbosity == Verbosity::verbose || options.explains_solver) explain(run);

  const std::string output = output_path(options, path);
  const ExistingResult existing =
      options.may_replace ? ExistingResult::replace : ExistingResult::keep;
  if (options.has_report) check_page_path(page_path(output), existing);
  RunFile file(output, run.network(), run.file_spec(global.command_line), existing);
  const std::vector<RunResult> results = run_arms(run, options, verbosity);
  if (results.empty()) {
    print_message(fmt::format("{}: interrupted, nothing written\n", path));
    return exit_interrupted;
  }
  file.write(0, results, run.reference(results));
  file.finish();

  const std::string failures = format_failures(run, results);
  print_message(failures);
  if (options.is_json) {
    print_result(format_run_json(run, results, output));
  } else {
    print_result(format_run_table(run, results));
    print_result("written: " + output + "\n");
  }
  if (options.has_report) {
    write_page(output, page_path(output), {}, existing);
    if (!options.is_json) print_result("written: " + page_path(output) + "\n");
  }
  if (verbosity == Verbosity::verbose) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    print_message(fmt::format("{}: {:.3f} s\n", path, elapsed.count()));
  }
  return failures.empty() ? exit_success : exit_run_failed;
}

ExitCode run_scenarios(const RunOptions& options, const GlobalOptions& global) {
  check_outputs(options);
  catch_interrupts();
  ExitCode code = exit_success;
  for (const std::string& scenario : options.scenarios) {
    if (is_interrupted()) return exit_interrupted;
    try {
      code = worse(code, run_scenario(scenario, options, global));
    } catch (...) {  // one bad scenario does not stop the others
      code = worse(code, report_current_failure());
    }
  }
  return code;
}

}  // namespace

void add_run_command(CommandLine& command_line) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App& command =
      add_command(command_line, "run", "simulate scenarios", options, run_scenarios);
  command.add_option("scenario", options->scenarios, "scenario files")->required();
  command.add_option("-o,--output", options->output,
                     "result file, or folder for several scenarios [SCENARIO.h5 here]");
  command.add_option("-j,--threads", options->n_threads, "threads [all processors]")
      ->check(CLI::PositiveNumber);
  command.add_flag("--report", options->has_report, "write an HTML page beside each result");
  command.add_flag("--force", options->may_replace, "replace an existing result (and page)");
  command.add_flag("--explain-solver", options->explains_solver,
                   "say which method is taken for each scenario, and why");
  command.add_flag("--json", options->is_json, "print JSON, one line per scenario");
}

}  // namespace sigdyn
