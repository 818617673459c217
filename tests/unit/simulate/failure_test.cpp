/// A failed run is data: NaN, a status, a message; its neighbours are as they would be without it.
#include <cmath>
#include <limits>
#include <vector>

#include "simulate/retry_ladder.hpp"
#include "simulate/run.hpp"
#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// A grows as A^2: with A(0) = 1 and k = 1 it is infinite at t = 1.
struct Explosion {
  NetworkBuilder b;
  ParameterId k = b.parameter("k", 1.0);
  SpeciesId a = b.species("A", 1.0);
  Explosion() {
    b.reaction({a, a}, {a, a, a}, k);
    b.observable("A", b.of(a));
  }
  RunPlan plan(double rate) const {
    RunPlan plan;
    plan.overrides = {{Action::Kind::set, {SymbolKind::parameter, k.index}, rate, {}, {}, {}}};
    plan.output_times = {0.0, 0.5, 1.5, 2.0};
    return plan;
  }
};

SimulateOptions with(Method method, std::size_t lanes = 1) {
  SimulateOptions options;
  options.integrator.method = method;
  options.integrator.max_steps = 20'000;
  options.lanes = lanes;
  return options;
}

TEST_CASE("failure: a run that explodes holds NaN from there on and says what happened",
          "[simulate]") {
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::cvode_bdf);
  const Explosion model;
  const RunResult result = Simulator(model.b.network).run({model.plan(1.0)}, with(method)).at(0);

  CHECK(result.status == RunStatus::failed);
  CHECK(result.solver_status != SolveStatus::success);
  CHECK(result.t_reached == Approx(1.0).epsilon(1e-3));
  // 1 / (1 - t) at 0.5; errors grow on the way to the pole.
  CHECK(result.species[1] == Approx(2.0).epsilon(1e-4));
  CHECK(std::isnan(result.species[2]));
  CHECK(std::isnan(result.observables[3]));
  CHECK(result.rung > 0);
  CHECK_THAT(result.message,
             Catch::Contains("'A'") && Catch::Contains("likely cause") && Catch::Contains("try:"));
}

TEST_CASE("failure: neighbours of a failing run in lanes have the bits they have alone",
          "[simulate]") {
  const Explosion model;
  const Simulator simulator(model.b.network);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<RunPlan> plans;
  for (const double rate : {0.1, 1.0, 0.2, nan, 0.3, 0.05, 10.0, 0.25, 0.15, 0.02}) {
    plans.push_back(model.plan(rate));
  }

  const auto results = simulator.run(plans, with(Method::rodas5p, 8));

  for (std::size_t i = 0; i < plans.size(); ++i) {
    const RunResult alone = simulator.run({plans[i]}, with(Method::rodas5p)).at(0);
    CHECK(results[i].status == alone.status);
    CHECK(results[i].message == alone.message);
    if (alone.status == RunStatus::success) CHECK(results[i].species == alone.species);
  }
  CHECK(results[3].solver_status == SolveStatus::non_finite);
  CHECK(results[0].status == RunStatus::success);
}

TEST_CASE("failure: a run without output after its start still succeeds", "[simulate]") {
  const Explosion model;
  RunPlan plan = model.plan(1.0);
  plan.output_times = {0.0};
  CHECK(Simulator(model.b.network).run({plan}, with(Method::rodas5p)).at(0).status ==
        RunStatus::success);
}

TEST_CASE("failure: what a plan source or a receiver throws ends the call and comes out of it",
          "[simulate]") {
  const Explosion model;
  const Simulator simulator(model.b.network);
  SimulateOptions options = with(Method::rodas5p);
  options.n_threads = 2;
  const auto plan = [&](std::size_t) { return model.plan(0.1); };

  CHECK_THROWS_AS(
      simulator.run(50, plan, options,
                    [](std::size_t, RunResult&&) { throw std::runtime_error("disk full"); }),
      std::runtime_error);
  CHECK_THROWS_AS(simulator.run(
                      50,
                      [](std::size_t i) -> RunPlan {
                        if (i > 3) throw std::runtime_error("no plan");
                        return RunPlan{};
                      },
                      options, [](std::size_t, RunResult&&) {}),
                  std::runtime_error);
}

TEST_CASE("failure: once cancelled no run is started, and what was delivered is whole",
          "[simulate]") {
  const Explosion model;
  const Simulator simulator(model.b.network);
  std::size_t n_delivered = 0;

  simulator.run(
      1000, [&](std::size_t) { return model.plan(0.1); }, with(Method::rodas5p),
      [&](std::size_t, RunResult&& result) {
        ++n_delivered;
        CHECK(result.status == RunStatus::success);
      },
      [&] { return n_delivered >= 10; });

  CHECK(n_delivered == 10);
}

TEST_CASE("retry ladder: a pinned method is only retried with tighter tolerances", "[simulate]") {
  IntegratorOptions first;
  first.method = Method::rock4;

  CHECK(make_retry_ladder(first, RetryLadder::off, 10).size() == 1);
  const auto same = make_retry_ladder(first, RetryLadder::same_method, 10);
  REQUIRE(same.size() == 2);
  CHECK(same[1].method == Method::rock4);
  CHECK(same[1].error.rtol == Approx(1e-8));
}

TEST_CASE("retry ladder: the step limit is not met by asking for more accuracy", "[simulate]") {
  IntegratorOptions first;
  first.method = Method::rodas5p;
  const auto ladder = make_retry_ladder(first, RetryLadder::any_method, 10);

  CHECK(next_rung(ladder, 0, SolveStatus::non_finite) == 1);
  const auto after_limit = next_rung(ladder, 0, SolveStatus::max_steps);
  REQUIRE(after_limit.has_value());
  CHECK(ladder[static_cast<std::size_t>(*after_limit)].method == Method::cvode_bdf);
  CHECK_FALSE(next_rung(ladder, 0, SolveStatus::time_limit).has_value());
  CHECK_FALSE(
      next_rung(ladder, static_cast<int>(ladder.size()) - 1, SolveStatus::non_finite).has_value());
}

TEST_CASE("retry ladder: an explicit method never equilibrates to a steady state", "[simulate]") {
  IntegratorOptions first;
  first.method = Method::dopri5;

  CHECK(make_equilibration_ladder(first, RetryLadder::same_method, 10)[0].method ==
        Method::rodas5p);
}

}  // namespace
