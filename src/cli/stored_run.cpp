#include "cli/stored_run.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/isa.hpp"
#include "cli/build_facts.hpp"
#include "cli/provenance.hpp"
#include "scenario/load_scenario.hpp"
#include "sweep/sweep_file.hpp"

namespace sigdyn {
namespace {

void warn_if_other(const ResultReader& result, const std::string& attribute,
                   const std::string& here) {
  const std::string there = result.attribute(attribute);
  if (there == here) return;
  print_message(fmt::format("{}: {} is {} there and {} here: the bits may differ\n", result.path(),
                            attribute, there, here));
}

/// The instruction set of the result, unless the user asked for one; and what differs none the
/// less.
void adopt_circumstances(const ResultReader& result, const GlobalOptions& global) {
  if (global.isa.empty()) set_isa(result.attribute("instruction_set"));
  if (global.verbosity == Verbosity::quiet) return;
  warn_if_other(result, "sigdyn_version", build_facts().version);
  warn_if_other(result, "git_commit", build_facts().commit);
  warn_if_other(result, "compiler", build_facts().compiler);
  warn_if_other(result, "instruction_set", to_string(current_isa()));
}

Scenario restore_scenario(const ResultReader& result) {
  const InputFile scenario = stored_input(result, "scenario");
  if (scenario.text.empty()) {
    throw InputError({{Severity::error, {result.path(), 0, 0}, "holds no scenario text"}});
  }
  return parse_scenario(scenario.text, scenario.path);
}

}  // namespace

bool is_sweep(const ResultReader& result) {
  return result.has("member");
}

std::unique_ptr<ScenarioRun> restore_run(const ResultReader& result, const GlobalOptions& global) {
  adopt_circumstances(result, global);
  return std::make_unique<ScenarioRun>(restore_scenario(result),
                                       load_model_texts(stored_model(result)));
}

std::unique_ptr<SweepJob> restore_sweep(const ResultReader& result, const GlobalOptions& global) {
  adopt_circumstances(result, global);
  const InputFile sweep = stored_input(result, "sweep");
  const InputFile table = stored_input(result, "table");
  return std::make_unique<SweepJob>(parse_sweep_file(sweep.text, sweep.path, table.text),
                                    restore_scenario(result),
                                    load_model_texts(stored_model(result)));
}

}  // namespace sigdyn
