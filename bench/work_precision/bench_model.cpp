#include "work_precision/bench_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "bngl/load_net.hpp"
#include "model/model.hpp"

namespace sigdyn::bench {
namespace {

Network load(const std::string& path) {
  return path.ends_with(".net") ? load_net(path) : load_model(path).network;
}

/// Uniform in [0, 1): the finaliser of splitmix64 (Steele, Lea & Flood 2014, OOPSLA, 453-472).
double uniform(std::uint64_t i_draw, std::uint64_t i_constant) {
  std::uint64_t z = (i_draw * 0x100000001b3ULL + i_constant + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1p-53;
}

}  // namespace

BenchModel::BenchModel(std::string name, const std::string& path, double t_end,
                       const std::map<std::string, double>& initial)
    : BenchModel(std::move(name), load(path), t_end, initial) {}

BenchModel::BenchModel(std::string name, Network network, double t_end,
                       const std::map<std::string, double>& initial)
    : name_(std::move(name)),
      network_(std::make_unique<const Network>(std::move(network))),
      kernel_(std::make_unique<const Kernel>(*network_)),
      t_end_(t_end),
      nominal_(kernel_->initial_values(0.0)) {
  for (const auto& [species, amount] : initial) {
    const auto id = find_species(*network_, species);
    if (!id) throw UsageError(fmt::format("no species '{}' in {}", species, name_));
    nominal_.species[id->index] = amount;
  }
  std::set<std::size_t> used;
  for (const Reaction& reaction : network_->reactions) {
    const auto* law = std::get_if<MassAction>(&reaction.rate);
    if (law != nullptr) used.insert(law->rate_constant.index);
  }
  rate_constants_.assign(used.begin(), used.end());
  for (const double y : states_of(nominal_)) error_floor_ = std::max(error_floor_, 1e-6 * y);
}

NetworkValues BenchModel::draw(std::size_t i_draw) const {
  NetworkValues values = nominal_;
  if (i_draw == 0) return values;
  for (const std::size_t k : rate_constants_) {
    values.parameters[k] *= std::exp2(2.0 * uniform(i_draw, k) - 1.0);
  }
  return values;
}

std::vector<double> BenchModel::states_of(const NetworkValues& values) const {
  std::vector<double> y(kernel_->n_states());
  kernel_->get_states(values, y);
  return y;
}

std::vector<double> BenchModel::output_times(std::size_t n) const {
  std::vector<double> times(n);
  for (std::size_t k = 0; k < n; ++k) {
    times[k] = t_end_ * static_cast<double>(k + 1) / static_cast<double>(n);
  }
  times.back() = t_end_;
  return times;
}

EnsembleClient::EnsembleClient(const BenchModel& model, KernelSystem& system, std::size_t first,
                               std::size_t count, std::vector<double> output_times,
                               std::vector<double>& outputs)
    : model_(&model),
      system_(&system),
      first_(first),
      count_(count),
      output_times_(std::move(output_times)),
      outputs_(outputs),
      draw_of_lane_(system.lanes()),
      next_output_(system.lanes()) {
  outputs_.assign(count * output_times_.size() * model.kernel().n_states(),
                  std::numeric_limits<double>::quiet_NaN());
}

bool EnsembleClient::start(std::size_t lane, LaneTask& task) {
  if (next_ == count_) return false;
  const NetworkValues values = model_->draw(first_ + next_);
  system_->set_constants(lane, values);
  task.t = 0.0;
  task.t_stop = model_->t_end();
  task.h_first = 0.0;
  task.y = model_->states_of(values);
  task.error_scale.assign(task.y.size(), model_->error_floor());
  draw_of_lane_[lane] = next_++;
  next_output_[lane] = 0;
  return true;
}

double EnsembleClient::step(std::size_t lane, const DenseStep& step) {
  std::size_t& k = next_output_[lane];
  const std::size_t n = model_->kernel().n_states();
  for (; k < output_times_.size() && output_times_[k] <= step.t_end(); ++k) {
    step.evaluate(output_times_[k],
                  outputs_.data() + (draw_of_lane_[lane] * output_times_.size() + k) * n);
  }
  return model_->t_end();
}

void EnsembleClient::stop(std::size_t /*lane*/, double /*t*/, const double* /*y*/,
                          const SolverStats& stats) {
  add(stats);
}

void EnsembleClient::failed(std::size_t /*lane*/, const LaneFailure& /*failure*/,
                            const SolverStats& stats) {
  ++n_failed_;
  add(stats);
}

void EnsembleClient::add(const SolverStats& stats) {
  total_.n_steps += stats.n_steps;
  total_.n_rejected += stats.n_rejected;
  total_.n_rhs += stats.n_rhs;
  total_.n_jacobian += stats.n_jacobian;
  total_.n_decompositions += stats.n_decompositions;
}

}  // namespace sigdyn::bench
