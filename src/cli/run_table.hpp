/// The observables of a scenario's arms in a few numbers each, for people and for machines.
#pragma once

#include <string>
#include <vector>

#include "cli/scenario_run.hpp"

namespace sigdyn {

/// A row per observable and arm: peak, its time, final value, and the metrics the scenario asks
/// for.
std::string format_run_table(const ScenarioRun& run, const std::vector<RunResult>& results);

/// The same numbers as one line of JSON, with the path of the result file.
std::string format_run_json(const ScenarioRun& run, const std::vector<RunResult>& results,
                            const std::string& path);

/// Arms that did not come to their end, one line each: name, status, message. Empty if all did.
std::string format_failures(const ScenarioRun& run, const std::vector<RunResult>& results);

}  // namespace sigdyn
