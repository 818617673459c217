/// The parts of a scenario file that say what is asked of the runs: output, compare, solver.
#pragma once

#include <optional>

#include "scenario/scenario.hpp"
#include "yaml/mapping.hpp"

namespace sigdyn::detail {

OutputSpec read_output(const YamlMapping& scenario, DiagnosticLog& log);

std::optional<EquilibrateSpec> read_equilibrate(const YamlMapping& scenario, DiagnosticLog& log);

/// Expects the arms to be read: `to:` names one.
std::optional<CompareSpec> read_compare(const YamlMapping& scenario, const std::vector<Arm>& arms,
                                        DiagnosticLog& log);

SolverSpec read_solver(const YamlMapping& scenario, DiagnosticLog& log);

}  // namespace sigdyn::detail
