/// sigdyn show MODEL: what sigdyn made of a model, for checking by eye.
#include <fmt/format.h>

#include "base/excerpt.hpp"
#include "cli/commands.hpp"
#include "cli/load_model_file.hpp"
#include "describe/equations.hpp"
#include "describe/pathway_graph.hpp"
#include "describe/tables.hpp"
#include "network/conservation_law.hpp"

namespace sigdyn {
namespace {

struct ShowOptions {
  std::string model;
  std::vector<std::string> parts;  ///< in the order asked for
};

struct Part {
  const char* name;
  const char* description;
  std::string (*text)(const Network&);
};

std::string laws_text(const Network& network) {
  return conservation_law_text(network, find_conservation_laws(network));
}

constexpr Part parts[] = {
    {"counts", "how many of what", count_table},
    {"species", "species and their initial values", species_table},
    {"reactions", "elementary reactions with their rates", reaction_table},
    {"parameters", "constants with unit, evidence and source", parameter_table},
    {"observables", "read-outs", observable_table},
    {"perturbations", "handles for scenarios", perturbation_table},
    {"odes", "differential equations as text", ode_text},
    {"latex", "differential equations as LaTeX", ode_latex},
    {"laws", "conservation laws", laws_text},
    {"dot", "the network as a Graphviz graph", to_dot},
};

/// What is shown if nothing is asked for.
const std::vector<std::string> overview{"counts", "species", "reactions", "observables", "laws"};

ExitCode run_show(const ShowOptions& options, const GlobalOptions& global) {
  const LoadedModel model = load_model_file(options.model);
  if (global.verbosity != Verbosity::quiet) print_message(render(model.warnings));
  const bool is_overview = options.parts.empty();
  if (is_overview) {
    const Network& network = model.network;
    print_result(network.id + (network.title.empty() ? "" : ": " + network.title) + "\n");
  }
  for (const std::string& name : is_overview ? overview : options.parts) {
    for (const Part& part : parts) {
      if (name != part.name) continue;
      const std::string text = part.text(model.network);
      if (is_overview && !text.empty()) print_result("\n");
      print_result(text);
    }
  }
  return exit_success;
}

}  // namespace

void add_show_command(CommandLine& command_line) {
  const auto options = std::make_shared<ShowOptions>();
  CLI::App& command =
      add_command(command_line, "show", "print what a model consists of", options, run_show);
  command.add_option("model", options->model, "model file")->required();
  for (const Part& part : parts) {
    const std::string name = part.name;
    command.add_flag_callback(
        "--" + name, [options, name] { options->parts.push_back(name); }, part.description);
  }
}

}  // namespace sigdyn
