/// A sweep file with all it names, ready to run: what `sweep`, `plan` and `slurm` have in common.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/load_model_file.hpp"
#include "results/schema.hpp"
#include "scenario/scenario.hpp"
#include "simulate/run.hpp"
#include "sweep/record_plan.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/sweep_file.hpp"
#include "sweep/sweep_plan.hpp"

namespace sigdyn {

class SweepJob {
 public:
  /// Loads sweep, scenario and model, resolves all names and settles the method, so that all shards
  /// agree. Throws InputError, UnsupportedError, IoError.
  explicit SweepJob(const std::string& path);

  /// From texts already read.
  SweepJob(SweepFile file, Scenario scenario, LoadedModel model);

  SweepJob(const SweepJob&) = delete;  // the simulator refers to the network in here
  SweepJob& operator=(const SweepJob&) = delete;

  const SweepFile& file() const { return file_; }
  const Network& network() const { return model_.network; }
  const SweepPlan& plan() const { return *plan_; }
  const RecordPlan& record() const { return record_; }
  const SimulateOptions& options() const { return options_; }

  /// Names model, scenario, sweep, table and program version: equal for equal sweeps only.
  std::string hash() const;

  std::vector<Attribute> provenance(const std::string& command_line) const;

  void run(const std::vector<MemberRange>& todo, unsigned n_threads,
           const std::function<void(MemberResult&&)>& deliver,
           const std::function<bool()>& cancelled) const;

  /// One run alone, with species and observables recorded; the same values as in the sweep.
  RunResult run_one(std::uint64_t member, std::size_t arm) const;

 private:
  struct Inputs {
    SweepFile file;
    Scenario scenario;
    LoadedModel model;
  };
  static Inputs load_inputs(const std::string& path);
  explicit SweepJob(Inputs inputs);
  SimulateOptions limited_options() const;

  SweepFile file_;
  Scenario scenario_;
  LoadedModel model_;
  std::unique_ptr<SweepPlan> plan_;
  RecordPlan record_;
  std::unique_ptr<Simulator> simulator_;
  SimulateOptions options_;
};

/// True if the run of any arm did not succeed.
bool has_failed(const MemberResult& member);

}  // namespace sigdyn
