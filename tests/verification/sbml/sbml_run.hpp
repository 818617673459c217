/// An SBML text run to the end: what the tests of this folder look at.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "sbml/load_sbml.hpp"
#include "simulate/run.hpp"
#include "support/catch.hpp"

namespace sigdyn {

struct SbmlRun {
  Network network;
  std::vector<double> times;
  RunResult result;

  /// Parameter or amount at output `row`.
  double operator()(const std::string& name, std::size_t row) const {
    if (const auto species = find_species(network, name)) {
      return result.species[row * network.species.size() + species->index];
    }
    const auto parameter = find_parameter(network, name);
    REQUIRE(parameter);
    return result.parameters_over_time[row * network.parameters.size() + parameter->index];
  }

  /// The same as a user sees it: the concentration of a species that is not declared an amount.
  double shown(const std::string& name, std::size_t row) const {
    const double value = (*this)(name, row);
    const auto species = find_species(network, name);
    if (!species || network.species[species->index].is_amount) return value;
    const Compartment& compartment =
        network.compartments[network.species[species->index].compartment.index];
    return value / (*this)(network.parameters[compartment.size.index].name, row);
  }
};

/// Output at 0, `step`, 2 `step`, ... n `step`.
inline SbmlRun run_network(Network network, double step, int n, double rtol = 1e-10) {
  SbmlRun run{std::move(network), {}, {}};
  for (int i = 0; i <= n; ++i) run.times.push_back(step * i);
  RunPlan plan;
  plan.output_times = run.times;
  SimulateOptions options;
  options.integrator.error = {rtol, rtol * 1e-3, {}};
  options.record = {.species = true, .parameters = true, .fluxes = false, .observables = true};
  run.result = Simulator(run.network).run({plan}, options).front();
  return run;
}

inline SbmlRun run_sbml(const std::string& text, double step, int n, double rtol = 1e-10) {
  return run_network(parse_sbml(text, "test.xml").network, step, n, rtol);
}

}  // namespace sigdyn
