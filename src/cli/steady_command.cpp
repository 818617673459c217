/// sigdyn steady MODEL|SCENARIO: where it comes to rest, how fast, and whether it stays there.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "base/text_file.hpp"
#include "cli/commands.hpp"
#include "cli/load_model_file.hpp"
#include "cli/scenario_run.hpp"
#include "cli/text_table.hpp"
#include "scenario/load_scenario.hpp"
#include "simulate/make_plans.hpp"
#include "simulate/steady_state.hpp"
#include "yaml/mapping.hpp"
#include "yaml/parse.hpp"

namespace sigdyn {
namespace {

struct SteadyOptions {
  std::string file;
  std::string at_most;
  std::size_t n_eigenvalues = 5;
  bool has_species = false;
  bool is_json = false;
};

bool is_scenario(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  if (extension != ".yaml" && extension != ".yml") return false;
  DiagnosticLog ignored;  // whatever is wrong is for the reader of the file to say
  const YamlNode root = parse_yaml(read_text_file(path), path, ignored);
  return std::ranges::any_of(root.entries(), [](const YamlEntry& entry) {
    return entry.key.value == "format" && entry.value.text().starts_with("sigdyn-scenario/");
  });
}

/// A model alone, as the scenario in which nothing is done to it.
Scenario scenario_of(const SteadyOptions& options, const Network& network) {
  std::string at_most = options.at_most;
  if (at_most.empty()) at_most = network.units.time == "s" ? "30 d" : "1e6";
  return parse_scenario(
      fmt::format("format: sigdyn-scenario/1\nid: steady\nmodel: {}\n"
                  "equilibrate: {{until: steady_state, at_most: {}}}\noutput: {{until: {}}}\n",
                  json_string(std::filesystem::path(options.file).filename().string()),
                  json_string(at_most), json_string(at_most)),
      "--at-most");
}

/// --at-most in the model's unit of time.
double given_at_most(const std::string& text, const Network& network) {
  std::string reason;
  const auto quantity = parse_quantity(text, &reason);
  if (!quantity) throw UsageError(fmt::format("--at-most '{}' is no time: {}", text, reason));
  const bool is_unitless = network.units.time.empty() && quantity->unit.dimension == dimensionless;
  if (!is_unitless && !(quantity->unit.dimension == time_dimension)) {
    throw UsageError(fmt::format("--at-most '{}' is no time (e.g. '30 d')", text));
  }
  if (!(quantity->value > 0.0)) {
    throw UsageError(fmt::format("--at-most '{}' is not above 0", text));
  }
  return quantity->coherent();
}

std::string complex_text(std::complex<double> value) {
  return value.imag() == 0.0 ? fmt::format("{:.4g}", value.real())
                             : fmt::format("{:.4g}{:+.4g}i", value.real(), value.imag());
}

std::string describe(const SteadyState& state, const std::string& label, const Network& network,
                     const SteadyOptions& options) {
  std::string text = fmt::format("{}: {}\n", label, state.verdict);
  const std::size_t n = std::min(options.n_eigenvalues, state.eigenvalues.size());
  if (n > 0) {
    text += network.units.time.empty() ? "eigenvalues:"
                                       : fmt::format("eigenvalues [1/{}]:", network.units.time);
    for (std::size_t i = 0; i < n; ++i) text += " " + complex_text(state.eigenvalues[i]);
    text += n < state.eigenvalues.size() ? " ...\n" : "\n";
  }
  return text;
}

/// name, value, unit of all observables, then of the species if asked for.
std::vector<std::vector<std::string>> rows_of(const SteadyState& state, const Kernel& kernel,
                                              const Network& network, bool has_species) {
  std::vector<std::vector<std::string>> rows;
  std::vector<double> observables(network.observables.size());
  kernel.observables(0.0, state.values, observables);
  for (std::size_t i = 0; i < observables.size(); ++i) {
    const Observable& observable = network.observables[i];
    rows.push_back({observable.name, fmt::format("{:.6g}", observables[i] / observable.unit.scale),
                    observable.unit.text});
  }
  for (std::size_t i = 0; has_species && i < network.species.size(); ++i) {
    rows.push_back({network.species[i].name, fmt::format("{:.6g}", state.values.species[i]),
                    network.units.amount});
  }
  return rows;
}

std::string json_of(const SteadyState& state, const std::string& label, const Network& network) {
  std::string species;
  for (std::size_t i = 0; i < network.species.size(); ++i) {
    species += fmt::format("{}{}:{}", i == 0 ? "" : ",", json_string(network.species[i].name),
                           json_number(state.values.species[i]));
  }
  std::string eigenvalues;
  for (const std::complex<double>& value : state.eigenvalues) {
    eigenvalues += fmt::format("{}[{},{}]", eigenvalues.empty() ? "" : ",",
                               json_number(value.real()), json_number(value.imag()));
  }
  return fmt::format(
      "{{\"arm\":{},\"found\":{},\"reached\":{},\"stability\":{},\"verdict\":{},\"residual\":{},"
      "\"eigenvalues\":[{}],\"species\":{{{}}}}}\n",
      json_string(label), state.is_found, state.is_reached, json_string(to_string(state.stability)),
      json_string(state.verdict), json_number(state.residual), eigenvalues, species);
}

ExitCode run_steady(const SteadyOptions& options, const GlobalOptions& /*global*/) {
  const bool has_scenario = is_scenario(options.file);
  Scenario scenario = has_scenario ? load_scenario(options.file) : Scenario{};
  const LoadedModel model = load_model_file(has_scenario ? model_path(scenario) : options.file);
  if (!has_scenario) scenario = scenario_of(options, model.network);

  const Simulator simulator(model.network);
  const SimulateOptions simulate_options = make_simulate_options(scenario, simulator);
  ExitCode code = exit_success;
  for (const RunPlan& plan : make_plans(scenario, model.network)) {
    const double own = plan.equilibration ? plan.equilibration->at_most : plan.output_times.back();
    const double at_most =
        options.at_most.empty() ? own : given_at_most(options.at_most, model.network);
    const SteadyState state = find_steady_state(simulator, plan, at_most, simulate_options);
    if (!state.is_found) code = exit_run_failed;
    if (options.is_json) {
      print_result(json_of(state, plan.label, model.network));
      continue;
    }
    print_result(describe(state, plan.label, model.network, options));
    const auto rows = rows_of(state, simulator.kernel(), model.network,
                              options.has_species || model.network.observables.empty());
    if (state.is_found) print_result(format_table({"quantity", "value", "unit"}, rows) + "\n");
  }
  return code;
}

}  // namespace

void add_steady_command(CommandLine& command_line) {
  const auto options = std::make_shared<SteadyOptions>();
  CLI::App& command =
      add_command(command_line, "steady",
                  "steady state of a model, or of each arm of a scenario, and whether it is stable",
                  options, run_steady);
  command.add_option("file", options->file, "model or scenario file")->required();
  command.add_option(
      "--at-most", options->at_most,
      "time after which integration gives up [the scenario's; for a model '30 d', or 1e6 "
      "where it has no unit]");
  command.add_option("--eigenvalues", options->n_eigenvalues, "how many to print")
      ->capture_default_str();
  command.add_flag("--species", options->has_species, "list the species beside the observables");
  command.add_flag("--json", options->is_json, "print JSON, one line per arm");
}

}  // namespace sigdyn
