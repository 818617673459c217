/// sigdyn check FILE...: reads models, scenarios and sweeps, runs nothing.
#include <filesystem>

#include <fmt/format.h>

#include "base/excerpt.hpp"
#include "base/text_file.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/load_model_file.hpp"
#include "cli/scenario_run.hpp"
#include "cli/sweep_job.hpp"
#include "model/documentation.hpp"
#include "scenario/load_scenario.hpp"

namespace sigdyn {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool is_strict = false;
};

/// The value of `format:` at the top of a YAML file; what is wrong with it is for its reader to
/// say.
std::string format_of(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  if (extension != ".yaml" && extension != ".yml") return {};
  const std::string text = read_text_file(path);
  const std::string key = "format:";
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    if (text.compare(line, key.size(), key) == 0) {
      return text.substr(line + key.size(), end - line - key.size());
    }
    line = end + 1;
  }
  return {};
}

/// Throws InputError for what --strict forbids; returns what is merely worth a warning.
std::vector<Diagnostic> check_documentation(const LoadedModel& model) {
  std::vector<Diagnostic> warnings;
  bool has_errors = false;
  std::vector<Diagnostic> findings = find_undocumented(model.network);
  for (const Diagnostic& finding : findings) {
    has_errors = has_errors || finding.severity == Severity::error;
  }
  if (has_errors) throw InputError(findings);
  return findings;
}

std::string describe(const Network& network) {
  return fmt::format("{} species, {} reactions, {} parameters, {} observables",
                     network.species.size(), network.reactions.size(), network.parameters.size(),
                     network.observables.size());
}

std::string check_model(const std::string& path, const CheckOptions& options) {
  const LoadedModel model = load_model_file(path);
  std::vector<Diagnostic> warnings = model.warnings;
  if (options.is_strict) {
    for (Diagnostic& finding : check_documentation(model)) warnings.push_back(std::move(finding));
  }
  print_message(render(warnings));
  return describe(model.network);
}

std::string check_scenario(const std::string& path, const CheckOptions& options) {
  Scenario scenario = load_scenario(path);
  LoadedModel model = load_model_file(model_path(scenario));
  if (options.is_strict) print_message(render(check_documentation(model)));
  const ScenarioRun run(std::move(scenario), std::move(model));
  return fmt::format("{} arms, {} output times; model: {}", run.plans().size(), run.times().size(),
                     describe(run.network()));
}

std::string check_sweep(const std::string& path) {
  const SweepJob sweep(path);
  return fmt::format("{} members, {} arms; model: {}", sweep.plan().n_members(),
                     sweep.plan().n_arms(), describe(sweep.network()));
}

std::string check_file(const std::string& path, const CheckOptions& options) {
  const std::string format = format_of(path);
  if (format.find("sigdyn-scenario") != std::string::npos) return check_scenario(path, options);
  if (format.find("sigdyn-sweep") != std::string::npos) return check_sweep(path);
  return check_model(path, options);
}

ExitCode run_check(const CheckOptions& options, const GlobalOptions& global) {
  ExitCode code = exit_success;
  for (const std::string& path : options.files) {
    try {
      const std::string facts = check_file(path, options);
      if (global.verbosity != Verbosity::quiet) {
        print_result(fmt::format("{}: ok: {}\n", path, facts));
      }
    } catch (...) {  // one bad file does not hide what is wrong with the others
      code = worse(code, report_current_failure());
    }
  }
  return code;
}

}  // namespace

void add_check_command(CommandLine& command_line) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App& command =
      add_command(command_line, "check", "check models, scenarios and sweeps; runs nothing",
                  options, run_check);
  command.add_option("file", options->files, "model, scenario and sweep files")->required();
  command.add_flag("--strict", options->is_strict, "every constant must say where it comes from");
}

}  // namespace sigdyn
