/// The answer does not depend on how it is asked for.
#include <algorithm>
#include <cmath>
#include <vector>

#include "simulate/run.hpp"
#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// A kinase cascade with ligand, from zero products; amounts times `size`.
struct Cascade {
  NetworkBuilder b;
  ParameterId k_on, k_off, k_cat, k_dephos;
  SpeciesId ligand, receptor, bound, kinase, active;
  explicit Cascade(double size = 1.0) : b(size) {
    k_on = b.parameter("k_on", 3e-3 / size);
    k_off = b.parameter("k_off", 0.1);
    k_cat = b.parameter("k_cat", 2e-3 / size);
    k_dephos = b.parameter("k_dephos", 0.5);
    ligand = b.species("L", 40.0 * size);
    receptor = b.species("R", 100.0 * size);
    bound = b.species("LR", 0.0);
    kinase = b.species("K", 1000.0 * size);
    active = b.species("pK", 0.0);
    b.reaction({ligand, receptor}, {bound}, k_on);
    b.reaction({bound}, {ligand, receptor}, k_off);
    b.reaction({bound, kinase}, {bound, active}, k_cat);
    b.reaction({active}, {kinase}, k_dephos);
    b.observable("pK", b.of(active));
  }
};

std::vector<double> equal_times(double until, int n) {
  std::vector<double> times;
  for (int i = 0; i < n; ++i) times.push_back(until * i / (n - 1));
  return times;
}

SimulateOptions with(Method method, std::size_t lanes = 1, unsigned n_threads = 1) {
  SimulateOptions options;
  options.integrator.method = method;
  options.lanes = lanes;
  options.n_threads = n_threads;
  return options;
}

/// Members that differ in k_on and in when a dose comes.
std::vector<RunPlan> ensemble(const Cascade& model, int n) {
  std::vector<RunPlan> plans;
  for (int i = 0; i < n; ++i) {
    RunPlan plan;
    plan.output_times = equal_times(30.0, 31);
    plan.overrides = {{Action::Kind::scale,
                       {SymbolKind::parameter, model.k_on.index},
                       0.25 * (1 + i % 17),
                       {},
                       {},
                       {}}};
    plan.protocol = {
        {2.0 + i,
         {{Action::Kind::add, {SymbolKind::species, model.ligand.index}, 9.0, {}, {}, {}}}}};
    if (i % 3 == 0) {
      plan.equilibration.emplace();
      plan.equilibration->until = Equilibration::Until::duration;
      plan.equilibration->at_most = 5.0;
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

TEST_CASE("invariance: 300 and 301 output points give the same bits at common times",
          "[simulate]") {
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4, Method::cvode_bdf,
                                 Method::cvode_gmres);
  const Cascade model;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.protocol = {
      {10.0, {{Action::Kind::add, {SymbolKind::species, model.ligand.index}, 9.0, {}, {}, {}}}}};
  plan.output_times = equal_times(30.0, 301);
  const RunResult fine = simulator.run({plan}, with(method)).at(0);
  plan.output_times.erase(plan.output_times.begin() + 7);
  const RunResult coarse = simulator.run({plan}, with(method)).at(0);

  REQUIRE(fine.status == RunStatus::success);
  for (std::size_t i = 0; i < 300; ++i) {
    const std::size_t same = i < 7 ? i : i + 1;
    CHECK(coarse.observables[i] == fine.observables[same]);
  }
  CHECK(coarse.stats.n_steps == fine.stats.n_steps);
}

TEST_CASE("invariance: threads, lanes and neighbours leave every bit of a run as it is",
          "[simulate]") {
  const Cascade model;
  const Simulator simulator(model.b.network);
  const std::vector<RunPlan> plans = ensemble(model, 21);

  const auto alone = [&](std::size_t i) {
    return simulator.run({plans[i]}, with(Method::rodas5p)).at(0);
  };
  const auto on_threads = simulator.run(plans, with(Method::rodas5p, 1, 2));
  const auto on_lanes = simulator.run(plans, with(Method::rodas5p, 8, 1));
  const auto on_both = simulator.run(plans, with(Method::rodas5p, 4, 2));

  for (std::size_t i = 0; i < plans.size(); ++i) {
    const RunResult one = alone(i);
    REQUIRE(one.status == RunStatus::success);
    CHECK(on_threads[i].species == one.species);
    CHECK(on_lanes[i].species == one.species);
    CHECK(on_both[i].species == one.species);
    CHECK(on_both[i].stats.n_steps == one.stats.n_steps);
  }
}

TEST_CASE("invariance: a model in a volume a million times larger or smaller has the same curves",
          "[simulate]") {
  // Sizes are powers of two, near 1e-6 and 1e6, so that amounts scale without rounding and the
  // steps, weights and results must agree to the last bit.
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4, Method::cvode_bdf,
                                 Method::cvode_gmres);
  CAPTURE(to_string(method));
  const Cascade unit;
  RunPlan plan;
  plan.output_times = equal_times(30.0, 31);
  const RunResult reference = Simulator(unit.b.network).run({plan}, with(method)).at(0);
  REQUIRE(reference.status == RunStatus::success);

  for (const int exponent : {-20, 20}) {
    const double size = std::ldexp(1.0, exponent);
    const Cascade scaled(size);
    const RunResult result = Simulator(scaled.b.network).run({plan}, with(method)).at(0);
    REQUIRE(result.stats.n_steps == reference.stats.n_steps);
    for (std::size_t i = 0; i < result.species.size(); ++i) {
      CHECK(result.species[i] == size * reference.species[i]);
    }
  }
}

TEST_CASE("invariance: a tolerance with a unit is met whatever the scale of the species",
          "[simulate]") {
  // pK starts at zero and peaks near 1: rtol is out of play, and what is asked of it is what it
  // gets. A hundred times less takes more steps, and errs less.
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4, Method::cvode_bdf);
  CAPTURE(to_string(method));
  const Cascade model;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = equal_times(30.0, 31);
  SimulateOptions exact = with(method);
  exact.integrator.error.rtol = exact.integrator.error.atol = 1e-12;
  const RunResult reference = simulator.run({plan}, exact).at(0);
  const auto state = simulator.kernel().state_of({SymbolKind::species, model.active.index});
  REQUIRE(state.has_value());

  std::int64_t steps_before = 0;
  for (const double atol : {1e-2, 1e-4, 1e-6}) {
    SimulateOptions options = with(method);
    options.integrator.error.rtol = 1e-9;
    options.integrator.error.atol = 1e3;  // nothing is asked of the others
    options.integrator.error.absolute_atol.assign(simulator.kernel().n_states(), -1.0);
    options.integrator.error.absolute_atol[*state] = atol;
    const RunResult result = simulator.run({plan}, options).at(0);
    double error = 0.0;
    for (std::size_t i = 0; i < 31; ++i) {
      error = std::max(error, std::abs(result.observables[i] - reference.observables[i]));
    }
    CAPTURE(atol, error);
    CHECK(error < 30.0 * atol);  // local errors of one atol each over some tens of steps
    CHECK(result.stats.n_steps > steps_before);
    steps_before = result.stats.n_steps;
  }
}

}  // namespace
