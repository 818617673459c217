/// A scenario and its model, ready to run: what `run`, `replay` and `reproduce` have in common.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/load_model_file.hpp"
#include "cli/run_file.hpp"
#include "scenario/scenario.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Where the model of a scenario is: its path is relative to the scenario's own folder.
std::string model_path(const Scenario& scenario);

class ScenarioRun {
 public:
  /// Resolves the scenario against the model and chooses the method. Throws InputError.
  ScenarioRun(Scenario scenario, LoadedModel model);
  ScenarioRun(const ScenarioRun&) = delete;  // the simulator refers to the network in here
  ScenarioRun& operator=(const ScenarioRun&) = delete;

  const Scenario& scenario() const { return scenario_; }
  const LoadedModel& model() const { return model_; }
  const Network& network() const { return model_.network; }
  const std::vector<RunPlan>& plans() const { return plans_; }
  const std::vector<double>& times() const { return plans_.front().output_times; }
  const std::vector<std::size_t>& observables() const { return observables_; }
  const std::vector<Metric>& metrics() const { return metrics_; }
  const MethodChoice& choice() const { return choice_; }
  const SimulateOptions& options() const { return options_; }

  /// Runs every arm. `on_finished` is called once per arm, one call at a time. Empty if `cancelled`
  /// said so before all were done.
  std::vector<RunResult> run(unsigned n_threads,
                             const std::function<void(const RunResult&)>& on_finished,
                             const std::function<bool()>& cancelled) const;

  /// Runs one arm alone, with species and observables recorded; the same values as among the
  /// others.
  RunResult run_one(std::size_t arm) const;

  /// The arm that others are compared to; null if the scenario compares to none.
  const RunResult* reference(const std::vector<RunResult>& results) const;

  /// How the runs lie in a result file.
  RunFileSpec file_spec(const std::string& command_line) const;

 private:
  Scenario scenario_;
  LoadedModel model_;
  std::vector<RunPlan> plans_;
  std::vector<std::size_t> observables_;
  std::vector<Metric> metrics_;
  std::unique_ptr<Simulator> simulator_;
  SimulateOptions options_;
  MethodChoice choice_;
};

}  // namespace sigdyn
