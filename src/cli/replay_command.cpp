/// sigdyn replay RESULT --run K: one run of a result again, alone, with its full time course.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"
#include "cli/commands.hpp"
#include "cli/run_outcome.hpp"
#include "cli/stored_run.hpp"
#include "cli/time_course_csv.hpp"

namespace sigdyn {
namespace {

struct ReplayOptions {
  std::string result;
  std::string run;
  std::string arm;
};

std::optional<std::uint64_t> parse_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* text_end = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), text_end, number);
  if (failure != std::errc{} || end != text_end) return std::nullopt;
  return number;
}

/// An arm by name, or by number counted from 0.
std::size_t find_arm(const std::vector<RunPlan>& arms, const std::string& option,
                     const std::string& wanted) {
  std::vector<std::string> labels;
  for (const RunPlan& arm : arms) labels.push_back(arm.label);
  const auto found = std::find(labels.begin(), labels.end(), wanted);
  if (found != labels.end()) return static_cast<std::size_t>(found - labels.begin());
  const auto number = parse_number(wanted);
  if (number && *number < labels.size()) return static_cast<std::size_t>(*number);
  throw UsageError(fmt::format("{} {}: the result has no such arm{} (it has {}, from 0 on)", option,
                               wanted, suggestion(wanted, labels), labels.size()));
}

ExitCode print_run(const Network& network, const RunPlan& plan, const RunResult& result,
                   Verbosity verbosity) {
  print_result(time_course_csv(network, plan.output_times, result));
  if (verbosity != Verbosity::quiet) {
    print_message(fmt::format("{}: {} by {}, {} steps, {} rejected\n", plan.label,
                              status_names()[static_cast<std::size_t>(status_flag(result))],
                              to_string(result.method), result.stats.n_steps,
                              result.stats.n_rejected));
  }
  if (result.status == RunStatus::success) return exit_success;
  print_message(result.message + "\n");
  return exit_run_failed;
}

ExitCode replay_member(const ResultReader& original, const ReplayOptions& options,
                       const GlobalOptions& global) {
  const auto sweep = restore_sweep(original, global);
  const auto& arms = sweep->plan().nominal_arms();
  const auto member = parse_number(options.run);
  if (!member || *member >= sweep->plan().n_members()) {
    throw UsageError(fmt::format("--run {}: the sweep has no such member (it has {}, from 0 on)",
                                 options.run, sweep->plan().n_members()));
  }
  if (options.arm.empty() && arms.size() > 1) {
    throw UsageError(fmt::format("--arm is needed: each member has {} of them", arms.size()));
  }
  const std::size_t arm = options.arm.empty() ? 0 : find_arm(arms, "--arm", options.arm);
  return print_run(sweep->network(), sweep->plan().run(*member, arm), sweep->run_one(*member, arm),
                   global.verbosity);
}

ExitCode run_replay(const ReplayOptions& options, const GlobalOptions& global) {
  const ResultReader original(options.result);
  if (is_sweep(original)) return replay_member(original, options, global);
  if (!options.arm.empty()) throw UsageError("--arm goes with results of sweeps");
  const auto run = restore_run(original, global);
  const std::size_t arm = find_arm(run->plans(), "--run", options.run);
  return print_run(run->network(), run->plans()[arm], run->run_one(arm), global.verbosity);
}

}  // namespace

void add_replay_command(CommandLine& command_line) {
  const auto options = std::make_shared<ReplayOptions>();
  CLI::App& command =
      add_command(command_line, "replay", "run one run of a result again; CSV to standard output",
                  options, run_replay);
  command.add_option("result", options->result, "result file")->required();
  command.add_option("--run", options->run, "arm of a scenario, or number of a sweep's member")
      ->required();
  command.add_option("--arm", options->arm, "arm of the member, by name or number");
}

}  // namespace sigdyn
