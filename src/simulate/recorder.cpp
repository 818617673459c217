#include "simulate/recorder.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace sigdyn {

Recorder::Recorder(const Network& network, const Kernel& kernel, RecordOptions options)
    : kernel_(&kernel), options_(options) {
  for (const Observable& observable : network.observables) {
    observable_scale_.push_back(observable.unit.scale);
  }
}

void Recorder::clear(std::size_t n_times, RunResult& result) const {
  const auto fill = [n_times](bool is_wanted, std::size_t width, std::vector<double>& array) {
    array.assign(is_wanted ? n_times * width : 0, std::numeric_limits<double>::quiet_NaN());
  };
  fill(options_.species, kernel_->n_species(), result.species);
  fill(options_.parameters, kernel_->n_parameters(), result.parameters_over_time);
  fill(options_.fluxes, kernel_->n_reactions(), result.fluxes);
  fill(options_.observables, kernel_->n_observables(), result.observables);
}

void Recorder::record(std::size_t row, double t, const NetworkValues& values,
                      const DelayHistory* history, RunResult& result) const {
  const auto row_of = [row](std::vector<double>& array, std::size_t width) {
    return std::span<double>{array.data() + row * width, width};
  };
  if (options_.species) {
    std::ranges::copy(values.species, row_of(result.species, kernel_->n_species()).begin());
  }
  if (options_.parameters) {
    std::ranges::copy(values.parameters,
                      row_of(result.parameters_over_time, kernel_->n_parameters()).begin());
  }
  if (options_.fluxes) {
    kernel_->fluxes(t, values, row_of(result.fluxes, kernel_->n_reactions()), history);
  }
  if (options_.observables) {
    const auto out = row_of(result.observables, kernel_->n_observables());
    kernel_->observables(t, values, out, history);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] /= observable_scale_[i];
  }
}

}  // namespace sigdyn
