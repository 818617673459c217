#include "cli/selected_time_course.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "cli/load_model_file.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal.hpp"
#include "cli/time_course_table.hpp"
#include "simulate/run.hpp"

namespace sigdyn {
namespace {

/// "a,b,c" -> its parts; blanks are dropped, an empty text has none.
std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names(1);
  for (const char c : text) {
    if (c == ',') {
      names.emplace_back();
    } else if (c != ' ') {
      names.back() += c;
    }
  }
  std::erase(names, "");
  return names;
}

double parse_number(const std::string& option, const std::string& text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  if (!is_number || !std::isfinite(value)) {
    throw UsageError(fmt::format("{} {}: expected a number in the model's own unit", option, text));
  }
  return value;
}

std::vector<double> output_times(const TimeCourseSelection& selection) {
  if (selection.duration.has_value() == !selection.until.empty()) {
    throw UsageError("give either --until or --duration");
  }
  const double duration = selection.duration
                              ? *selection.duration
                              : parse_number("--until", selection.until) - selection.start;
  if (!std::isfinite(selection.start) || !std::isfinite(duration) || duration < 0.0) {
    throw UsageError(fmt::format("the output would last {} from {} on", duration, selection.start));
  }
  if (selection.steps < 1) throw UsageError(fmt::format("--steps {}: too few", selection.steps));
  std::vector<double> times;
  for (long i = 0; i <= selection.steps; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(selection.steps);
    times.push_back(selection.start + duration * share);
  }
  return times;
}

SimulateOptions solver_options(const TimeCourseSelection& selection) {
  SimulateOptions options;
  bool is_known = true;
  options.integrator.method = parse_method(selection.method, &is_known);
  if (!is_known) throw UsageError(fmt::format("there is no method '{}'", selection.method));
  options.integrator.error.rtol = parse_number("--rtol", selection.rtol);
  options.integrator.error.atol = parse_number("--atol", selection.atol);
  if (options.integrator.error.rtol <= 0.0 || options.integrator.error.atol < 0.0) {
    throw UsageError("--rtol must be above 0 and --atol not below");
  }
  return options;
}

void report_warnings(const std::string& model, const std::vector<Diagnostic>& warnings) {
  if (warnings.empty()) return;
  print_message(fmt::format("{}: {} warning(s), the first: {}\n", model, warnings.size(),
                            warnings.front().message));
}

}  // namespace

void add_selection_options(CLI::App& command, TimeCourseSelection& selection) {
  const auto mark = [&selection](const std::string&) { selection.is_given = true; };
  const auto add = [&command, mark](const std::string& name, auto& target, const char* what) {
    CLI::Option* option = command.add_option(name, target, what);
    option->group("Columns and grid by number")->each(mark);
    for (const char* other : {"--points", "--set", "--output"}) {  // would have no effect
      option->excludes(command.get_option(other));
    }
  };
  add("--start", selection.start, "begin of the output, in the model's time unit [0]");
  add("--duration", selection.duration, "length of the output, in the model's time unit");
  add("--steps", selection.steps, "intervals of the output [100]");
  add("--variables", selection.variables,
      "columns, by commas: species, parameters, sizes, reactions (fluxes), observables");
  add("--amount", selection.as_amount, "species to show as amounts, by commas");
  add("--concentration", selection.as_concentration, "species to show as concentrations");
  add("--csv", selection.csv, "file to write, replaced if it is there");
}

ExitCode simulate_selected(const std::string& model, const TimeCourseSelection& selection) {
  const std::vector<double> times = output_times(selection);
  SimulateOptions solver = solver_options(selection);
  const LoadedModel loaded = load_model_file(model);
  report_warnings(model, loaded.warnings);
  const std::vector<TableColumn> columns =
      choose_columns(loaded.network, split_names(selection.variables),
                     split_names(selection.as_amount), split_names(selection.as_concentration));
  solver.record = record_options(columns);
  RunPlan plan;
  plan.label = loaded.network.id;
  plan.t_begin = std::min(0.0, selection.start);  // a model starts at 0, wherever output begins
  plan.output_times = times;
  const Simulator simulator(loaded.network);
  if (selection.explains_solver) {
    const MethodChoice choice = simulator.choose(plan, solver);
    print_message(fmt::format("{} because {}\n", to_string(choice.method), choice.reason));
  }
  const RunResult result = simulator.run({plan}, solver).front();
  const std::string table = format_csv(loaded.network, columns, times, result);
  if (selection.csv.empty()) {
    print_result(table);
  } else {
    write_text_file(selection.csv, table, ExistingResult::replace);
  }
  if (result.status == RunStatus::success) return exit_success;
  print_message(fmt::format("{}: failed: {}\n", model, result.message));
  return exit_run_failed;
}

}  // namespace sigdyn
