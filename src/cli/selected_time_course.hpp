/// sigdyn simulate with a grid, names and forms of columns chosen on the command line: what other
/// programs that drive simulators, such as the SBML test suite, ask for.
#pragma once

#include <optional>
#include <string>

#include <CLI/App.hpp>

#include "cli/exit_code.hpp"

namespace sigdyn {

struct TimeCourseSelection {
  bool is_given = false;  ///< any of the options below was
  double start = 0.0;
  std::optional<double> duration;  ///< otherwise `until` says it
  long steps = 100;
  std::string variables;  ///< names by commas
  std::string as_amount;
  std::string as_concentration;
  std::string csv;  ///< file, replaced if it exists; empty: stdout

  std::string until;  ///< these five as the command's other options give them
  std::string method;
  std::string rtol;
  std::string atol;
  bool explains_solver = false;
};

void add_selection_options(CLI::App& command, TimeCourseSelection& selection);

/// Runs the model as it stands; times are numbers in the model's own unit. Throws UsageError.
ExitCode simulate_selected(const std::string& model, const TimeCourseSelection& selection);

}  // namespace sigdyn
