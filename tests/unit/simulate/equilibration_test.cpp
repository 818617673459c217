/// Equilibration: to the steady state, for a time, shared, and when there is none.
#include <cmath>
#include <vector>

#include "simulate/job_queue.hpp"
#include "simulate/run.hpp"
#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// 0 -> mRNA -> 0, mRNA -> mRNA + P, P -> 0: half-lives of minutes and of a day; plus a fast
/// reversible pair X <-> Y.
struct Expression {
  NetworkBuilder b;
  ParameterId k_tx = b.parameter("k_tx", 0.01);
  ParameterId k_deg = b.parameter("k_deg", 1e-3);
  ParameterId k_tl = b.parameter("k_tl", 0.1);
  ParameterId k_off = b.parameter("k_off", 1e-5);
  ParameterId fast = b.parameter("fast", 1e6);
  SpeciesId mrna = b.species("mRNA", 0.0);
  SpeciesId protein = b.species("P", 0.0);
  SpeciesId x = b.species("X", 100.0);
  SpeciesId y = b.species("Y", 0.0);
  Expression() {
    b.reaction({}, {mrna}, k_tx);
    b.reaction({mrna}, {}, k_deg);
    b.reaction({mrna}, {mrna, protein}, k_tl);
    b.reaction({protein}, {}, k_off);
    b.reaction({x}, {y}, fast);
    b.reaction({y}, {x}, fast);
  }
  RunPlan plan() const {
    RunPlan plan;
    plan.output_times = {0.0, 3600.0};
    plan.equilibration.emplace();
    plan.equilibration->at_most = 30.0 * 86400.0;
    return plan;
  }
};

SimulateOptions with(Method method) {
  SimulateOptions options;
  options.integrator.method = method;
  options.lanes = 1;
  return options;
}

TEST_CASE("equilibration: a run starts at the steady state, from zero and with fast exchange",
          "[simulate]") {
  const Method method = GENERATE(Method::rodas5p, Method::cvode_bdf, Method::dopri5);
  const Expression model;
  RunPlan plan = model.plan();
  plan.output_times = {0.0};
  const RunResult result = Simulator(model.b.network).run({plan}, with(method)).at(0);

  INFO(result.message);
  REQUIRE(result.status == RunStatus::success);
  // The criterion leaves tolerance * lifetime / at_most = 1e-6 * 1e5 s / 2.6e6 s = 4e-8 of drift.
  const double mrna = 0.01 / 1e-3;
  CHECK(result.species[0] == Approx(mrna).epsilon(1e-7));
  CHECK(result.species[1] == Approx(mrna * 0.1 / 1e-5).epsilon(1e-7));
  CHECK(result.species[2] == Approx(50.0).epsilon(1e-7));
}

TEST_CASE("equilibration: treatments before t = 0 act in it, those at t = 0 do not", "[simulate]") {
  const Expression model;
  const Simulator simulator(model.b.network);
  RunPlan before = model.plan();
  const Action knockdown{
      Action::Kind::scale, {SymbolKind::parameter, model.k_tx.index}, 0.1, {}, {}, {}};
  before.equilibration->actions = {knockdown};
  RunPlan after = model.plan();
  after.protocol = {{0.0, {knockdown}}};

  const auto results = simulator.run({before, after}, with(Method::rodas5p));

  CHECK(results[0].species[0] == Approx(1.0).epsilon(1e-6));
  CHECK(results[1].species[0] == Approx(10.0).epsilon(1e-6));
  CHECK(results[0].species[4] == Approx(1.0).epsilon(1e-6));  // still in force after 1 h
  CHECK(results[1].species[4] == Approx(1.0 + 9.0 * std::exp(-3.6)).epsilon(1e-4));
}

TEST_CASE("equilibration: a species that is made and never removed has no steady state",
          "[simulate]") {
  Expression model;
  const SpeciesId waste = model.b.species("waste", 0.0);
  model.b.reaction({model.protein}, {model.protein, waste}, model.k_off);
  const Simulator simulator(model.b.network);

  const auto results = simulator.run({model.plan(), model.plan()}, with(Method::rodas5p));

  for (const RunResult& result : results) {
    CHECK(result.status == RunStatus::no_steady_state);
    CHECK_THAT(result.message, Catch::Contains("'waste'") && Catch::Contains("2.592e+06 s"));
    REQUIRE(result.species.size() == 10);
    CHECK(std::isnan(result.species[0]));
  }
}

TEST_CASE("equilibration: for a fixed time it ends there and not when steady", "[simulate]") {
  const Expression model;
  RunPlan plan = model.plan();
  plan.equilibration->until = Equilibration::Until::duration;
  plan.equilibration->at_most = 500.0;
  const RunResult result = Simulator(model.b.network).run({plan}, with(Method::rodas5p)).at(0);

  CHECK(result.species[0] == Approx(10.0 * (1.0 - std::exp(-0.5))).epsilon(1e-5));
}

TEST_CASE(
    "equilibration: runs with the same one share it, and their bits and statistics tell no "
    "difference",
    "[simulate]") {
  const Expression model;
  const Simulator simulator(model.b.network);
  RunPlan plan = model.plan();
  const RunResult alone = simulator.run({plan}, with(Method::rodas5p)).at(0);
  SimulateOptions options = with(Method::rodas5p);
  options.lanes = 4;
  options.n_threads = 2;

  for (const RunResult& result : simulator.run(std::vector<RunPlan>(9, plan), options)) {
    CHECK(result.species == alone.species);
    CHECK(result.stats.n_steps == alone.stats.n_steps);
  }
}

TEST_CASE("job queue: a shared equilibration is handed out once, then all its runs are ready",
          "[simulate]") {
  const Expression model;
  const Kernel kernel(model.b.network);
  IntegratorOptions first;
  first.method = Method::rodas5p;
  const EnginePlan engines({first}, {first}, 4);
  REQUIRE(engines.size() == 1);
  const Recorder recorder(model.b.network, kernel, {});
  const Simulator::PlanSource plan = [&](std::size_t i) {
    RunPlan made = model.plan();
    if (i == 3) made.equilibration->actions = {{}};  // one that is different
    return made;
  };
  const Simulator::Deliver deliver = [](std::size_t, RunResult&&) {};
  const std::function<bool()> never;
  JobQueue queue(kernel, engines, recorder, {5, &plan, &deliver, &never});

  std::unique_ptr<Job> shared = queue.take(0);
  std::unique_ptr<Job> other = queue.take(0);
  REQUIRE(shared);
  REQUIRE(other);
  CHECK(shared->index == 0);
  CHECK(other->index == 3);
  CHECK(queue.take(0) == nullptr);
  queue.equilibrated(std::move(shared), Method::rodas5p, kernel.initial_values(0.0));

  CHECK(queue.n_ready(0) == 4);
}

}  // namespace
