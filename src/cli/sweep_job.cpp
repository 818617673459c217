#include "cli/sweep_job.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "cli/build_facts.hpp"
#include "cli/provenance.hpp"
#include "cli/scenario_run.hpp"
#include "scenario/load_scenario.hpp"
#include "simulate/make_plans.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

Scenario scenario_of(const SweepFile& file) {
  const fs::path folder = fs::path(file.path).parent_path();
  return load_scenario((folder / file.scenario.value).lexically_normal().string());
}

/// Texts with their lengths, so that no two different lists give the same bytes.
class ContentHash {
 public:
  ContentHash() : state_(XXH3_createState()) { XXH3_128bits_reset(state_); }
  ~ContentHash() { XXH3_freeState(state_); }
  ContentHash(const ContentHash&) = delete;
  ContentHash& operator=(const ContentHash&) = delete;

  void add(const std::string& text) {
    const std::string length = std::to_string(text.size()) + ":";
    XXH3_128bits_update(state_, length.data(), length.size());
    XXH3_128bits_update(state_, text.data(), text.size());
  }

  std::string text() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_);
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  XXH3_state_t* state_;
};

}  // namespace

SweepJob::Inputs SweepJob::load_inputs(const std::string& path) {
  SweepFile file = load_sweep_file(path);
  Scenario scenario = scenario_of(file);
  LoadedModel model = load_model_file(model_path(scenario));
  return {std::move(file), std::move(scenario), std::move(model)};
}

SweepJob::SweepJob(const std::string& path) : SweepJob(load_inputs(path)) {}

SweepJob::SweepJob(Inputs inputs)
    : SweepJob(std::move(inputs.file), std::move(inputs.scenario), std::move(inputs.model)) {}

SweepJob::SweepJob(SweepFile file, Scenario scenario, LoadedModel model)
    : file_(std::move(file)),
      scenario_(std::move(scenario)),
      model_(std::move(model)),
      plan_(std::make_unique<SweepPlan>(file_, scenario_, model_.network)),
      record_(resolve_record(file_.record, model_.network, plan_->nominal_arms())),
      simulator_(std::make_unique<Simulator>(model_.network)),
      options_(settle_options(*simulator_, *plan_, limited_options())) {}

SimulateOptions SweepJob::limited_options() const {
  SimulateOptions options = make_simulate_options(scenario_, *simulator_);
  if (file_.limits.max_steps) options.integrator.max_steps = *file_.limits.max_steps;
  if (file_.limits.time_limit) options.integrator.wall_limit = *file_.limits.time_limit;
  return options;
}

std::string SweepJob::hash() const {
  ContentHash hash;
  hash.add(build_facts().version);
  hash.add(file_.text);
  hash.add(file_.table_text);
  hash.add(scenario_.text);
  for (const InputFile& file : model_.files) hash.add(file.text);
  return hash.text();
}

std::vector<Attribute> SweepJob::provenance(const std::string& command_line) const {
  auto provenance = make_provenance(command_line, model_, options_.integrator);
  const auto name = [](const std::string& path) { return fs::path(path).filename().string(); };
  add_input(provenance, "scenario", {name(scenario_.path), scenario_.text});
  add_input(provenance, "sweep", {name(file_.path), file_.text});
  if (!file_.table_text.empty()) add_input(provenance, "table", {"table.csv", file_.table_text});
  return provenance;
}

void SweepJob::run(const std::vector<MemberRange>& todo, unsigned n_threads,
                   const std::function<void(MemberResult&&)>& deliver,
                   const std::function<bool()>& cancelled) const {
  SimulateOptions options = options_;
  options.n_threads = n_threads;
  run_sweep(*simulator_, *plan_, record_, todo, options, deliver, cancelled);
}

RunResult SweepJob::run_one(std::uint64_t member, std::size_t arm) const {
  SimulateOptions options = options_;
  options.record = {.species = true, .observables = true};
  return std::move(simulator_->run({plan_->run(member, arm)}, options).front());
}

bool has_failed(const MemberResult& member) {
  return std::any_of(member.status.begin(), member.status.end(),
                     [](RunStatus status) { return status != RunStatus::success; });
}

}  // namespace sigdyn
