/// sigdyn simulate MODEL: one time course of any model, without a scenario file.
#include <filesystem>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/output_file.hpp"
#include "cli/scenario_run.hpp"
#include "cli/selected_time_course.hpp"
#include "cli/time_course_csv.hpp"
#include "scenario/load_scenario.hpp"

namespace sigdyn {
namespace {

struct SimulateCommandOptions {
  std::string model;
  std::string until;
  std::size_t n_points = 101;
  std::string method = "auto";
  std::string rtol = "1e-6";
  std::string atol = "1e-6";
  std::vector<std::string> settings;  ///< NAME=QUANTITY
  std::string output;
  bool may_replace = false;
  bool explains_solver = false;
  TimeCourseSelection selection;  ///< if any of it is given
};

/// `--set NAME=QUANTITY ...` as the mapping of a scenario. JSON strings are YAML strings.
std::string settings_text(const std::vector<std::string>& settings) {
  std::string text;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == setting.size()) {
      throw UsageError(fmt::format("--set {}: expected NAME=QUANTITY", setting));
    }
    text +=
        fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_string(setting.substr(0, equals)),
                    json_string(setting.substr(equals + 1)));
  }
  return text;
}

/// The command line as a scenario, so that its result can be reproduced like any other.
std::string scenario_text(const SimulateCommandOptions& options, const Network& network) {
  const std::string until = !options.until.empty()      ? options.until
                            : network.units.time == "s" ? "1 h"
                                                        : "100";
  return fmt::format(
      "format: sigdyn-scenario/1\nid: simulate\nmodel: {}\narms: {{run: {{set: {{{}}}}}}}\n"
      "output: {{until: {}, points: {}}}\nsolver: {{method: {}, rtol: {}, atol: {}}}\n",
      json_string(std::filesystem::path(options.model).filename().string()),
      settings_text(options.settings), json_string(until), options.n_points,
      json_string(options.method), options.rtol, json_string(options.atol));
}

/// What is wrong is wrong with the command line, not with a place in a text nobody wrote.
[[noreturn]] void rethrow_without_places(const InputError& error) {
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  for (Diagnostic& diagnostic : diagnostics) diagnostic.where = {"command line", 0, 0};
  throw InputError(std::move(diagnostics));
}

std::unique_ptr<ScenarioRun> prepare(const SimulateCommandOptions& options) {
  LoadedModel model = load_model_file(options.model);
  const std::string text = scenario_text(options, model.network);
  try {
    return std::make_unique<ScenarioRun>(parse_scenario(text, "simulate.yaml"), std::move(model));
  } catch (const InputError& error) {
    rethrow_without_places(error);
  }
}

void write_output(const ScenarioRun& run, const std::vector<RunResult>& results,
                  const SimulateCommandOptions& options, const GlobalOptions& global) {
  const ExistingResult existing =
      options.may_replace ? ExistingResult::replace : ExistingResult::keep;
  const std::string extension = std::filesystem::path(options.output).extension().string();
  if (options.output.empty()) {
    print_result(time_course_csv(run.network(), run.times(), results.front()));
  } else if (extension == ".csv") {
    write_text_file(options.output, time_course_csv(run.network(), run.times(), results.front()),
                    existing);
  } else {
    RunFile file(options.output, run.network(), run.file_spec(global.command_line), existing);
    file.write(0, results);
    file.finish();
  }
}

ExitCode run_simulate(const SimulateCommandOptions& options, const GlobalOptions& global) {
  if (options.selection.is_given) {
    TimeCourseSelection selection = options.selection;
    selection.until = options.until;
    selection.method = options.method;
    selection.rtol = options.rtol;
    selection.atol = options.atol;
    selection.explains_solver = options.explains_solver || global.verbosity == Verbosity::verbose;
    return simulate_selected(options.model, selection);
  }
  const std::string extension = std::filesystem::path(options.output).extension().string();
  if (!options.output.empty() && extension != ".csv" && extension != ".h5") {
    throw UsageError(
        fmt::format("-o {}: expected a name that ends in .csv or .h5", options.output));
  }
  const auto run = prepare(options);
  if (global.verbosity == Verbosity::verbose || options.explains_solver) {
    print_message(
        fmt::format("{} because {}\n", to_string(run->choice().method), run->choice().reason));
  }
  const auto results = run->run(1, [](const RunResult&) {}, {});
  write_output(*run, results, options, global);
  if (results.front().status == RunStatus::success) return exit_success;
  print_message(fmt::format("{}: failed: {}\n", options.model, results.front().message));
  return exit_run_failed;
}

}  // namespace

void add_simulate_command(CommandLine& command_line) {
  const auto options = std::make_shared<SimulateCommandOptions>();
  CLI::App& command = add_command(command_line, "simulate",
                                  "simulate a model without a scenario; CSV to standard output",
                                  options, run_simulate);
  command.add_option("model", options->model, "model file: .yaml, .xml (SBML), .net")->required();
  command.add_option("--until", options->until,
                     "end of the time course, e.g. '2 h' ['1 h'; 100 where the model has no unit]");
  command.add_option("--points", options->n_points, "output points, both ends included")
      ->capture_default_str()
      ->check(CLI::Range(2, 10'000'000));
  command
      .add_option("--method", options->method,
                  "auto, rodas5p, rock4, dopri5, cvode_bdf or cvode_gmres")
      ->capture_default_str();
  command.add_option("--rtol", options->rtol, "relative tolerance")->capture_default_str();
  command
      .add_option("--atol", options->atol,
                  "absolute tolerance, relative to each species' scale unless it bears a unit")
      ->capture_default_str();
  command.add_option("--set", options->settings, "NAME=QUANTITY: a value at the start")->take_all();
  command.add_option("-o,--output", options->output, "write to this .h5 or .csv file instead");
  command.add_flag("--force", options->may_replace, "replace an existing file");
  command.add_flag("--explain-solver", options->explains_solver,
                   "say which method is taken, and why");
  add_selection_options(command, options->selection);
}

}  // namespace sigdyn
