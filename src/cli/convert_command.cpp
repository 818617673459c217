/// sigdyn convert MODEL -o OUT: a model in another format.
#include <filesystem>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/text_file.hpp"
#include "cli/commands.hpp"
#include "cli/load_model_file.hpp"
#include "cli/output_file.hpp"
#include "model/write_model.hpp"
#include "sbml/write_sbml.hpp"
#include "scenario/load_scenario.hpp"
#include "simulate/make_plans.hpp"
#include "simulate/protocol_events.hpp"

namespace sigdyn {
namespace {

enum class OutputFormat { sbml, yaml };

struct ConvertOptions {
  std::string model;
  std::string output;
  std::string scenario;
  std::string arm;
  bool may_replace = false;
};

OutputFormat output_format(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".xml" || ending == ".sbml") return OutputFormat::sbml;
  if (ending == ".yaml" || ending == ".yml") return OutputFormat::yaml;
  throw UsageError(
      fmt::format("-o {}: expected a name that ends in .xml, .sbml, .yaml or .yml", path));
}

/// The plan of the arm that is named, or of the only one.
const RunPlan& choose_plan(const std::vector<RunPlan>& plans, const std::string& arm) {
  if (arm.empty() && plans.size() == 1) return plans.front();
  std::string names;
  for (const RunPlan& plan : plans) {
    if (plan.label == arm) return plan;
    names += (names.empty() ? "" : ", ") + plan.label;
  }
  if (arm.empty()) throw UsageError(fmt::format("--arm is needed (one of {})", names));
  throw UsageError(fmt::format("--arm {}: the scenario has no such arm ({})", arm, names));
}

/// The model as the scenario starts it, with what the scenario does later as events. False if the
/// run up to the start failed.
bool include_scenario(Network& network, const ConvertOptions& options) {
  const Scenario scenario = load_scenario(options.scenario);
  RunPlan plan = choose_plan(make_plans(scenario, network), options.arm);
  plan.output_times = {plan.t_begin};
  const Simulator simulator(network);
  const RunResult result =
      simulator.run({plan}, make_simulate_options(scenario, simulator)).front();
  if (result.status != RunStatus::success) {
    print_message(fmt::format("{}: failed: {}\n", options.scenario, result.message));
    return false;
  }
  network = with_protocol_as_events(network, plan, result.start);
  return true;
}

ExitCode run_convert(const ConvertOptions& options, const GlobalOptions& /*global*/) {
  const OutputFormat format = output_format(options.output);
  if (format == OutputFormat::yaml && !options.scenario.empty()) {
    throw UsageError("--scenario: only SBML has a place for what a scenario does");
  }
  if (options.scenario.empty() && !options.arm.empty()) throw UsageError("--arm needs --scenario");
  LoadedModel loaded = load_model_file(options.model);
  if (!options.scenario.empty() && !include_scenario(loaded.network, options)) {
    return exit_run_failed;
  }
  const std::string text =
      format == OutputFormat::sbml ? write_sbml(loaded.network) : write_model(loaded.network);
  if (format == OutputFormat::yaml && text.size() > max_text_file_size) {
    throw UnsupportedError({options.model, 0, 0},
                           fmt::format("a YAML model of {} MB (at most {} MB are read)",
                                       text.size() >> 20, max_text_file_size >> 20));
  }
  write_text_file(options.output, text,
                  options.may_replace ? ExistingResult::replace : ExistingResult::keep);
  return exit_success;
}

}  // namespace

void add_convert_command(CommandLine& command_line) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App& command = add_command(command_line, "convert",
                                  "write a model as SBML (L3V2) or as YAML", options, run_convert);
  command.add_option("model", options->model, "model file: .yaml, .xml (SBML), .net")->required();
  command.add_option("-o,--output", options->output, "file to write: .xml, .sbml, .yaml or .yml")
      ->required();
  command.add_option("--scenario", options->scenario,
                     "SBML: start as this scenario does, its protocol as events");
  command.add_option("--arm", options->arm, "the arm of the scenario, if it has several");
  command.add_flag("--force", options->may_replace, "replace an existing file");
}

}  // namespace sigdyn
