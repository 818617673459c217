/// Single runs against closed forms, exact stops and the order of operations at one instant.
#include "simulate/run.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

// Local errors below rtol per step add up over some tens to hundreds of steps.
constexpr double within = 1e-5;

std::vector<double> equal_times(double until, int n) {
  std::vector<double> times;
  for (int i = 0; i < n; ++i) times.push_back(until * i / (n - 1));
  return times;
}

SimulateOptions with(Method method) {
  SimulateOptions options;
  options.integrator.method = method;
  options.lanes = 1;
  return options;
}

/// For tests over all methods: BDF leaves some ten to a hundred times what is asked of a step.
SimulateOptions tight(Method method) {
  SimulateOptions options = with(method);
  options.integrator.error.rtol = options.integrator.error.atol = 1e-8;
  return options;
}

/// A -> 0 at rate k.
struct Decay {
  NetworkBuilder b;
  ParameterId k = b.parameter("k", 0.25);
  SpeciesId a = b.species("A", 100.0);
  Decay() {
    b.reaction({a}, {}, k);
    b.observable("A_amount", b.of(a));
  }
};

Action set(SpeciesId species, double value) {
  return {Action::Kind::set, {SymbolKind::species, species.index}, value, {}, {}, {}};
}
Action add(SpeciesId species, double value) {
  return {Action::Kind::add, {SymbolKind::species, species.index}, value, {}, {}, {}};
}
Action scale(SpeciesId species, double value) {
  return {Action::Kind::scale, {SymbolKind::species, species.index}, value, {}, {}, {}};
}

TEST_CASE("run: first-order decay follows its closed form at every output", "[simulate]") {
  const Method method = GENERATE(Method::dopri5, Method::rodas5p, Method::cvode_bdf);
  Decay model;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = equal_times(10.0, 11);

  const RunResult result = simulator.run({plan}, with(method)).at(0);

  REQUIRE(result.status == RunStatus::success);
  CHECK(result.method == method);
  CHECK(result.t_reached == 10.0);
  CHECK(result.message.empty());
  REQUIRE(result.species.size() == 11);
  for (std::size_t i = 0; i < 11; ++i) {
    const double exact = 100.0 * std::exp(-0.25 * static_cast<double>(i));
    // BDF errs most: some 10 times rtol. dopri5 uses the atol it may, 1e-4 here.
    const double margin = method == Method::dopri5 ? 1e-4 : 0.0;
    CHECK(result.species[i] ==
          Approx(exact).epsilon(method == Method::cvode_bdf ? 1e-4 : within).margin(margin));
  }
}

TEST_CASE("run: reversible dimerisation follows its closed form", "[simulate]") {
  // 2 A <-> D: with a = A, T = A + 2 D: da/dt = -2 kf a^2 + kr (T - a) = -2 kf (a - r1)(a - r2).
  NetworkBuilder b;
  const ParameterId kf = b.parameter("kf", 0.01);
  const ParameterId kr = b.parameter("kr", 0.3);
  const SpeciesId a = b.species("A", 50.0);
  const SpeciesId d = b.species("D", 0.0);
  b.reaction({a, a}, {d}, kf);
  b.reaction({d}, {a, a}, kr);
  const Simulator simulator(b.network);
  RunPlan plan;
  plan.output_times = equal_times(4.0, 9);

  const RunResult result = simulator.run({plan}, with(Method::rodas5p)).at(0);

  REQUIRE(result.status == RunStatus::success);
  const double total = 50.0;
  const double root = std::sqrt(0.3 * 0.3 + 8.0 * 0.01 * 0.3 * total);
  const double r1 = (-0.3 + root) / (4.0 * 0.01);
  const double r2 = (-0.3 - root) / (4.0 * 0.01);
  for (std::size_t i = 0; i < 9; ++i) {
    const double q =
        (total - r1) / (total - r2) * std::exp(-2.0 * 0.01 * (r1 - r2) * plan.output_times[i]);
    const double exact = (r1 - r2 * q) / (1.0 - q);
    CHECK(result.species[2 * i] == Approx(exact).epsilon(within));
    // The law A + 2 D = T holds to rounding.
    CHECK(result.species[2 * i] + 2.0 * result.species[2 * i + 1] == Approx(total).epsilon(1e-12));
  }
}

TEST_CASE("run: repeated doses of a linear model superpose", "[simulate]") {
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4, Method::cvode_bdf,
                                 Method::cvode_gmres);
  CAPTURE(to_string(method));
  Decay model;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = equal_times(20.0, 41);
  for (const double t : {0.0, 3.3, 7.1, 12.0}) plan.protocol.push_back({t, {add(model.a, 40.0)}});

  const RunResult result = simulator.run({plan}, tight(method)).at(0);

  REQUIRE(result.status == RunStatus::success);
  for (std::size_t i = 0; i < 41; ++i) {
    const double t = plan.output_times[i];
    double exact = 100.0 * std::exp(-0.25 * t);
    for (const double dose : {0.0, 3.3, 7.1, 12.0}) {
      if (t >= dose) exact += 40.0 * std::exp(-0.25 * (t - dose));
    }
    CHECK(result.species[i] == Approx(exact).epsilon(within));
  }
}

TEST_CASE("run: a change of a rate takes effect at its instant, not at a step nearby",
          "[simulate]") {
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4, Method::cvode_bdf,
                                 Method::cvode_gmres);
  CAPTURE(to_string(method));
  Decay model;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = {0.0, 5.0, 1000.0, 1004.0};
  const Symbol k{SymbolKind::parameter, model.k.index};
  plan.protocol = {{0.0, {{Action::Kind::set, k, 0.0, {}, {}, {}}}},
                   {1000.0, {{Action::Kind::set, k, 0.5, {}, {}, {}}}}};

  const RunResult result = simulator.run({plan}, tight(method)).at(0);

  // Nothing moves for 1000 s, so that steps grow far beyond the change.
  CHECK(result.species == std::vector<double>{100.0, 100.0, 100.0, result.species[3]});
  CHECK(result.species[3] == Approx(100.0 * std::exp(-2.0)).epsilon(within));
}

TEST_CASE("run: output at a discontinuity holds the value after it, at the start and end too",
          "[simulate]") {
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4, Method::cvode_bdf,
                                 Method::cvode_gmres);
  CAPTURE(to_string(method));
  Decay model;
  model.b.network.parameters[model.k.index].value = 0.0;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = {0.0, 1.0, 2.0};
  plan.protocol = {
      {0.0, {set(model.a, 1.0)}}, {1.0, {add(model.a, 2.0)}}, {2.0, {scale(model.a, 5.0)}}};

  const RunResult result = simulator.run({plan}, with(method)).at(0);

  CHECK(result.species == std::vector<double>{1.0, 3.0, 15.0});
  CHECK(result.start.species == std::vector<double>{1.0});
}

TEST_CASE("run: actions of one instant are evaluated first, assigned together, in any order",
          "[simulate]") {
  NetworkBuilder b;
  const SpeciesId x = b.species("x", 10.0);
  const SpeciesId y = b.species("y", 1.0);
  b.observable("sum", b.make(Op::add, b.of(x), b.of(y)));
  const ExpressionId of_x = b.of(x);
  const ExpressionId of_y = b.of(y);
  const Simulator simulator(b.network);
  Action x_to_y = set(y, 0.0);
  x_to_y.expression = of_x;
  Action y_to_x = set(x, 0.0);
  y_to_x.expression = of_y;
  RunPlan plan;
  plan.output_times = {0.0};

  SECTION("a swap is a swap") {
    plan.protocol = {{0.0, {x_to_y, y_to_x}}};
    CHECK(simulator.run({plan}, {}).at(0).species == std::vector<double>{1.0, 10.0});
  }
  SECTION("set, scale and add of one target combine the same way in every order") {
    std::vector<Action> actions{set(x, 7.0), scale(x, 2.0), add(x, 1.0)};
    plan.protocol = {{0.0, actions}};
    const RunResult forward = simulator.run({plan}, {}).at(0);
    plan.protocol = {{0.0, {actions[2], actions[1], actions[0]}}};
    const RunResult backward = simulator.run({plan}, {}).at(0);
    CHECK(forward.species == std::vector<double>{15.0, 1.0});
    CHECK(backward.species == forward.species);
    CHECK(forward.observables == std::vector<double>{16.0});
  }
}

TEST_CASE("run: a concentration becomes an amount at the size the compartment has in this run",
          "[simulate]") {
  Decay model;
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = {0.0};
  plan.overrides = {{Action::Kind::set, {SymbolKind::parameter, 0}, 3.0, {}, {}, {}}};  // the size
  Action dose = add(model.a, 5.0);
  dose.size = ParameterId{0};
  plan.protocol = {{0.0, {dose}}};

  CHECK(simulator.run({plan}, {}).at(0).species == std::vector<double>{115.0});
}

TEST_CASE("run: a perturbation's expression reads its argument and what the run overrides",
          "[simulate]") {
  Decay model;
  const ParameterId argument = model.b.parameter("level", 1.0);
  const ExpressionId value = model.b.make(Op::multiply, model.b.of(argument), model.b.of(model.k));
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = {0.0};
  plan.overrides = {{Action::Kind::scale, {SymbolKind::parameter, model.k.index}, 4.0, {}, {}, {}}};
  Action action = set(model.a, 7.0);
  action.expression = value;
  action.argument = argument;
  plan.protocol = {{0.0, {action}}};

  const RunResult result = simulator.run({plan}, {}).at(0);

  CHECK(result.species == std::vector<double>{7.0});  // 7 * (0.25 * 4)
  CHECK(result.start.parameters[argument.index] == 1.0);
}

TEST_CASE("run: overrides act before the initial rules, which leave overridden targets alone",
          "[simulate]") {
  Decay model;
  const SpeciesId twin = model.b.species("twin", 0.0);
  const ExpressionId four_k = model.b.make(Op::multiply, model.b.number(4.0), model.b.of(model.k));
  model.b.network.initial_rules = {{{SymbolKind::species, model.a.index}, four_k},
                                   {{SymbolKind::species, twin.index}, four_k}};
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = {0.0};
  plan.overrides = {{Action::Kind::set, {SymbolKind::parameter, model.k.index}, 2.0, {}, {}, {}},
                    set(twin, 3.0)};

  CHECK(simulator.run({plan}, {}).at(0).species == std::vector<double>{8.0, 3.0});
}

TEST_CASE("run: observables come in their own unit, fluxes and parameters where asked for",
          "[simulate]") {
  Decay model;
  model.b.network.observables[0].unit = {"nM", concentration_dimension, 20.0};
  const Simulator simulator(model.b.network);
  RunPlan plan;
  plan.output_times = {0.0};
  SimulateOptions options;
  options.record = {false, true, true, true};

  const RunResult result = simulator.run({plan}, options).at(0);

  CHECK(result.observables == std::vector<double>{5.0});
  CHECK(result.species.empty());
  CHECK(result.fluxes == std::vector<double>{25.0});
  CHECK(result.parameters_over_time == std::vector<double>{1.0, 0.25});
}

TEST_CASE("run: a network in which nothing moves still gives all its outputs", "[simulate]") {
  NetworkBuilder b;
  const ParameterId x = b.parameter("x", 0.0);
  b.network.assignment_rules = {{{SymbolKind::parameter, x.index}, b.network.expressions.time()}};
  b.observable("x", b.of(x));
  const Simulator simulator(b.network);
  RunPlan plan;
  plan.output_times = {0.0, 0.3, 2.0};

  const RunResult result = simulator.run({plan}, {}).at(0);

  CHECK(result.status == RunStatus::success);
  CHECK(result.observables == std::vector<double>{0.0, 0.3, 2.0});
}

}  // namespace
