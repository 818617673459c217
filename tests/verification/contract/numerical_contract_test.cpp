/// The numerical contract on the core of the flagship model: IGF1 stimulation and an MEK-sided
/// dose.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "model/model.hpp"
#include "network/conservation_law.hpp"
#include "scenario/load_scenario.hpp"
#include "simulate/make_plans.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

const std::string root = SIGDYN_ROOT;

struct Flagship {
  Network network = load_model(root + "/models/igf1r/core.yaml").network;
  Simulator simulator{network};

  /// Control and two doses, the second one repeated; `points` outputs over 4 h.
  std::vector<RunPlan> plans(int points) const {
    const Scenario scenario = parse_scenario(
        "format: sigdyn-scenario/1\nid: contract\nmodel: core.yaml\n"
        "equilibrate: {until: steady_state, at_most: 30 d}\n"
        "arms:\n"
        "  control: {}\n"
        "  low: {set: {IGF1: 1 nM}}\n"
        "  twice: {protocol: [{at: 10 min, dose: {IGF1: 3.3 nM}, repeat: {every: 1 h, times: "
        "2}}]}\n"
        "output: {until: 4 h, points: " +
            std::to_string(points) + "}\n",
        "contract.yaml");
    return make_plans(scenario, network);
  }
};

SimulateOptions with(Method method, std::size_t lanes = 1, unsigned n_threads = 1) {
  SimulateOptions options;
  options.integrator.method = method;
  options.lanes = lanes;
  options.n_threads = n_threads;
  return options;
}

TEST_CASE("contract 1: output grid, threads, lanes and neighbours leave every bit as it is",
          "[contract]") {
  const Flagship flagship;
  std::vector<RunPlan> plans = flagship.plans(301);
  const auto reference = flagship.simulator.run(plans, with(Method::rodas5p));
  for (const RunResult& result : reference) REQUIRE(result.status == RunStatus::success);

  SECTION("300 of the 301 points") {
    for (RunPlan& plan : plans) plan.output_times.erase(plan.output_times.begin() + 150);
    const auto coarse = flagship.simulator.run(plans, with(Method::rodas5p));
    const std::size_t width = flagship.network.species.size();
    for (std::size_t arm = 0; arm < plans.size(); ++arm) {
      std::vector<double> expected = reference[arm].species;
      const auto first = expected.begin() + static_cast<std::ptrdiff_t>(150 * width);
      expected.erase(first, first + static_cast<std::ptrdiff_t>(width));
      CHECK(coarse[arm].species == expected);
    }
  }
  SECTION("two threads, four and eight lanes, alone") {
    const auto on_threads = flagship.simulator.run(plans, with(Method::rodas5p, 1, 2));
    const auto on_4_lanes = flagship.simulator.run(plans, with(Method::rodas5p, 4));
    const auto on_8_lanes = flagship.simulator.run(plans, with(Method::rodas5p, 8, 2));
    for (std::size_t arm = 0; arm < plans.size(); ++arm) {
      CHECK(on_threads[arm].species == reference[arm].species);
      CHECK(on_4_lanes[arm].species == reference[arm].species);
      CHECK(on_8_lanes[arm].species == reference[arm].species);
      const auto alone = flagship.simulator.run({plans[arm]}, with(Method::rodas5p));
      CHECK(alone[0].species == reference[arm].species);
    }
  }
}

TEST_CASE(
    "contract 2 and 3: a hard and a failing member leave their neighbours alone; a failure is "
    "a row",
    "[contract]") {
  const Flagship flagship;
  std::vector<RunPlan> plans = flagship.plans(21);
  for (RunPlan& plan : plans) plan.equilibration.reset();
  const auto reference = flagship.simulator.run(plans, with(Method::rodas5p));
  const auto kon = find_parameter(flagship.network, "kon_IGF1");
  REQUIRE(kon.has_value());
  RunPlan hard = plans[1];
  hard.overrides = {{Action::Kind::scale, {SymbolKind::parameter, kon->index}, 1e6, {}, {}, {}}};
  RunPlan failing = plans[1];
  failing.overrides = {{Action::Kind::set,
                        {SymbolKind::parameter, kon->index},
                        std::numeric_limits<double>::quiet_NaN(),
                        {},
                        {},
                        {}}};
  const std::vector<RunPlan> mixed{plans[0], hard, plans[1], failing, plans[2], hard};

  const auto results = flagship.simulator.run(mixed, with(Method::rodas5p, 8));

  CHECK(results[0].species == reference[0].species);
  CHECK(results[2].species == reference[1].species);
  CHECK(results[4].species == reference[2].species);
  CHECK(results[1].status == RunStatus::success);
  CHECK(results[3].status == RunStatus::failed);
  CHECK(results[3].solver_status == SolveStatus::non_finite);
  CHECK(results[3].rung > 0);
  CHECK_FALSE(results[3].message.empty());
  CHECK(std::isnan(results[3].species.back()));
}

TEST_CASE(
    "contract 4: conservation laws hold to rounding, and amounts stay non-negative to the "
    "tolerance",
    "[contract]") {
  const Flagship flagship;
  const auto laws = find_conservation_laws(flagship.network);
  REQUIRE(laws.size() > 5);
  const std::size_t width = flagship.network.species.size();

  for (RunPlan& plan : flagship.plans(241)) {
    plan.protocol.resize(std::min<std::size_t>(plan.protocol.size(), 1));
    const RunResult result = flagship.simulator.run({plan}, with(Method::rodas5p)).at(0);
    REQUIRE(result.status == RunStatus::success);
    const double largest = *std::ranges::max_element(result.species);
    for (const double amount : result.species) CHECK(amount >= -1e-9 * largest);
    if (!plan.protocol.empty() && plan.protocol[0].t > 0.0) continue;  // a dose changes its totals
    for (const ConservationLaw& law : laws) {
      const auto total = [&](std::size_t row) {
        double sum = 0.0;
        for (const Term& term : law.terms) {
          sum += term.count * result.species[row * width + term.species.index];
        }
        return sum;
      };
      double magnitude = 0.0;
      for (const Term& term : law.terms) {
        magnitude += std::abs(term.count * result.species[term.species.index]);
      }
      double drift = 0.0;
      for (std::size_t row = 0; row < 241; ++row) {
        drift = std::max(drift, std::abs(total(row) - total(0)));
      }
      // Some 500 steps of 8 stages, each with the rounding of some 1e3 machine epsilons at most.
      CHECK(drift <= 1e-11 * magnitude);
    }
  }
}

TEST_CASE("contract 5: two methods that share no code agree at tight tolerances", "[contract]") {
  const Flagship flagship;
  const std::vector<RunPlan> plans = flagship.plans(25);
  SimulateOptions rosenbrock = with(Method::rodas5p);
  rosenbrock.integrator.error.rtol = rosenbrock.integrator.error.atol = 1e-8;
  SimulateOptions bdf = with(Method::cvode_bdf);
  bdf.integrator.error.rtol = bdf.integrator.error.atol = 1e-10;

  const auto ours = flagship.simulator.run(plans, rosenbrock);
  const auto sundials = flagship.simulator.run(plans, bdf);

  const std::size_t n = flagship.network.observables.size();
  for (std::size_t arm = 0; arm < plans.size(); ++arm) {
    for (std::size_t i = 0; i < n; ++i) {
      double peak = 0.0;
      for (std::size_t row = 0; row < 25; ++row) {
        peak = std::max(peak, std::abs(sundials[arm].observables[row * n + i]));
      }
      for (std::size_t row = 0; row < 25; ++row) {
        const double difference =
            ours[arm].observables[row * n + i] - sundials[arm].observables[row * n + i];
        // BDF's global error is some 100 times its rtol.
        CHECK(std::abs(difference) <= 1e-7 * peak);
      }
    }
  }
}

}  // namespace
