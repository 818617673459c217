#include "cli/scenario_run.hpp"

#include <filesystem>
#include <utility>

#include "cli/provenance.hpp"
#include "simulate/make_plans.hpp"

namespace sigdyn {
namespace {

std::vector<Metric> metrics_of(const Scenario& scenario) {
  std::vector<Metric> metrics;
  if (!scenario.compare) return metrics;
  for (const auto& name : scenario.compare->report) metrics.push_back(*parse_metric(name.value));
  return metrics;
}

std::vector<std::string> labels_of(const std::vector<RunPlan>& plans) {
  std::vector<std::string> labels;
  for (const RunPlan& plan : plans) labels.push_back(plan.label);
  return labels;
}

}  // namespace

std::string model_path(const Scenario& scenario) {
  const auto folder = std::filesystem::path(scenario.path).parent_path();
  return (folder / scenario.model.value).lexically_normal().string();
}

ScenarioRun::ScenarioRun(Scenario scenario, LoadedModel model)
    : scenario_(std::move(scenario)),
      model_(std::move(model)),
      plans_(make_plans(scenario_, model_.network)),
      observables_(observed(scenario_, model_.network)),
      metrics_(metrics_of(scenario_)),
      simulator_(std::make_unique<Simulator>(model_.network)),
      options_(make_simulate_options(scenario_, *simulator_)),
      choice_(simulator_->choose(plans_.front(), options_)) {
  options_.integrator.method = choice_.method;  // probed once; the retry ladder is as before
}

std::vector<RunResult> ScenarioRun::run(unsigned n_threads,
                                        const std::function<void(const RunResult&)>& on_finished,
                                        const std::function<bool()>& cancelled) const {
  SimulateOptions options = options_;
  options.n_threads = n_threads;
  std::vector<RunResult> results(plans_.size());
  std::size_t n_finished = 0;
  simulator_->run(
      plans_.size(), [&](std::size_t i) { return plans_[i]; }, options,
      [&](std::size_t i, RunResult&& result) {
        on_finished(result);
        results[i] = std::move(result);
        ++n_finished;
      },
      cancelled);
  if (n_finished < results.size()) results.clear();
  return results;
}

RunResult ScenarioRun::run_one(std::size_t arm) const {
  SimulateOptions options = options_;
  options.integrator.method = choice_.method;  // chosen for the first arm, as in run()
  options.record = {.species = true, .observables = true};
  return std::move(simulator_->run({plans_[arm]}, options).front());
}

const RunResult* ScenarioRun::reference(const std::vector<RunResult>& results) const {
  if (!scenario_.compare) return nullptr;
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    if (plans_[i].label == scenario_.compare->to.value) return &results[i];
  }
  return nullptr;
}

RunFileSpec ScenarioRun::file_spec(const std::string& command_line) const {
  IntegratorOptions integrator = options_.integrator;
  integrator.method = choice_.method;
  RunFileSpec spec{
      .run_axis = {.name = "arm", .long_name = "arm of the scenario", .labels = labels_of(plans_)},
      .times = times(),
      .observables = observables_,
      .has_amounts = scenario_.output.species,
      .metrics = metrics_,
      .provenance = make_provenance(command_line, model_, integrator)};
  add_input(spec.provenance, "scenario",
            {std::filesystem::path(scenario_.path).filename().string(), scenario_.text});
  return spec;
}

}  // namespace sigdyn
