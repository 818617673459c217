/// The models that the benchmarks run over: a network, its kernel, and draws of its rate constants.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "network/network.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn::bench {

class BenchModel {
 public:
  /// `path` ends in .net (BioNetGen) or .yaml (sigdyn-model). Throws as the readers do.
  /// `initial` sets amounts of species at the start, e.g. a dose: {{"IGF1", 4.2e6}}.
  BenchModel(std::string name, const std::string& path, double t_end,
             const std::map<std::string, double>& initial = {});

  BenchModel(std::string name, Network network, double t_end,
             const std::map<std::string, double>& initial = {});

  const std::string& name() const { return name_; }
  const Network& network() const { return *network_; }
  const Kernel& kernel() const { return *kernel_; }
  double t_end() const { return t_end_; }
  /// A: 1e-6 of the largest initial amount; errors are counted against |y| + A.
  double error_floor() const { return error_floor_; }

  /// Draw 0 is nominal; the others have every rate constant multiplied by a factor log-uniform in
  /// [0.5, 2], a function of (draw, constant) alone.
  NetworkValues draw(std::size_t i_draw) const;

  std::vector<double> states_of(const NetworkValues& values) const;
  /// n equally spaced times, the last one t_end.
  std::vector<double> output_times(std::size_t n) const;

 private:
  std::string name_;
  std::unique_ptr<const Network> network_;
  std::unique_ptr<const Kernel> kernel_;
  double t_end_;
  double error_floor_ = 0.0;
  NetworkValues nominal_;
  std::vector<std::size_t> rate_constants_;  ///< parameters that some mass-action law uses
};

/// Runs draws first .. first + count - 1 through the lanes of a KernelSystem and keeps the outputs.
class EnsembleClient final : public LaneClient {
 public:
  /// `outputs` [count][n_times][n_states] is filled; NaN where a draw failed. It keeps its memory
  /// from call to call, as that of the baseline does: fresh pages cost time.
  EnsembleClient(const BenchModel& model, KernelSystem& system, std::size_t first,
                 std::size_t count, std::vector<double> output_times, std::vector<double>& outputs);

  bool start(std::size_t lane, LaneTask& task) override;
  double step(std::size_t lane, const DenseStep& step) override;
  void stop(std::size_t lane, double t, const double* y, const SolverStats& stats) override;
  void failed(std::size_t lane, const LaneFailure& failure, const SolverStats& stats) override;

  std::size_t n_failed() const { return n_failed_; }
  const SolverStats& total() const { return total_; }

 private:
  void add(const SolverStats& stats);

  const BenchModel* model_;
  KernelSystem* system_;
  std::size_t first_;
  std::size_t count_;
  std::size_t next_ = 0;
  std::vector<double> output_times_;
  std::vector<double>& outputs_;
  std::vector<std::size_t> draw_of_lane_;
  std::vector<std::size_t> next_output_;  ///< of each lane
  std::size_t n_failed_ = 0;
  SolverStats total_;
};

}  // namespace sigdyn::bench
