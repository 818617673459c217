/// The numerical contract on the flagship model: at rest, under IGF1, and under repeated doses.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/isa.hpp"
#include "model/model.hpp"
#include "network/conservation_law.hpp"
#include "scenario/load_scenario.hpp"
#include "simulate/error_scale.hpp"
#include "simulate/make_plans.hpp"
#include "support/catch.hpp"
#include "support/restore_isa.hpp"

namespace {

using namespace sigdyn;

const std::string root = SIGDYN_ROOT;

struct Flagship {
  Network network = load_model(root + "/models/igf1r/model.yaml").network;
  Simulator simulator{network};
  std::size_t width = network.species.size();

  Flagship() { REQUIRE(width == 283); }

  /// Control and two doses, the second one repeated; `points` outputs over 4 h.
  std::vector<RunPlan> plans(int points) const {
    const Scenario scenario = parse_scenario(
        "format: sigdyn-scenario/1\nid: contract\nmodel: model.yaml\n"
        "equilibrate: {for: 2 d}\n"
        "arms:\n"
        "  control: {}\n"
        "  low: {apply: {igf1: 1 nM}}\n"
        "  twice: {protocol: [{at: 10 min, dose: {IGF1: 3.3 nM}, repeat: {every: 1 h, times: "
        "2}}]}\n"
        "output: {until: 4 h, points: " +
            std::to_string(points) + "}\n",
        "contract.yaml");
    return make_plans(scenario, network);
  }

  std::vector<RunPlan> plans_without_rest(int points) const {
    std::vector<RunPlan> result = plans(points);
    for (RunPlan& plan : result) plan.equilibration.reset();
    return result;
  }

  Action on_parameter(const std::string& name, Action::Kind kind, double value) const {
    const auto parameter = find_parameter(network, name);
    REQUIRE(parameter.has_value());
    return {kind, {SymbolKind::parameter, parameter->index}, value, {}, {}, {}};
  }

  /// What atol is relative to at the start of `result`, per species.
  std::vector<double> error_scale(const RunResult& result, double span) const {
    const Kernel& kernel = simulator.kernel();
    std::vector<double> reached(kernel.n_states(), 0.0), scale(kernel.n_states());
    ErrorScale(network, kernel).update(0.0, span, result.start, reached, scale);
    std::vector<double> of_species(width, 0.0);
    for (std::size_t i = 0; i < kernel.n_states(); ++i) {
      const Symbol symbol = kernel.symbol_of_state(i);
      if (symbol.kind == SymbolKind::species) of_species[symbol.index] = scale[i];
    }
    return of_species;
  }
};

SimulateOptions with(Method method, std::size_t lanes = 1, unsigned n_threads = 1) {
  SimulateOptions options;
  options.integrator.method = method;
  options.lanes = lanes;
  options.n_threads = n_threads;
  return options;
}

SimulateOptions with_tolerance(Method method, double tolerance) {
  SimulateOptions options = with(method);
  options.integrator.error.rtol = options.integrator.error.atol = tolerance;
  return options;
}

void check_same_work(const SolverStats& a, const SolverStats& b) {
  CHECK(a.n_steps == b.n_steps);
  CHECK(a.n_rejected == b.n_rejected);
  CHECK(a.n_rhs == b.n_rhs);
}

TEST_CASE("contract 1: 300 and 301 output points, one thread and two leave every bit as it is",
          "[contract]") {
  const Method method = GENERATE(Method::automatic, Method::cvode_bdf);
  const Flagship flagship;
  std::vector<RunPlan> plans = flagship.plans(301);
  const auto reference = flagship.simulator.run(plans, with(method));
  for (const RunResult& result : reference) REQUIRE(result.status == RunStatus::success);

  SECTION("300 of the 301 points") {
    for (RunPlan& plan : plans) plan.output_times.erase(plan.output_times.begin() + 150);
    const auto coarse = flagship.simulator.run(plans, with(method));
    for (std::size_t arm = 0; arm < plans.size(); ++arm) {
      std::vector<double> expected = reference[arm].species;
      const auto first = expected.begin() + static_cast<std::ptrdiff_t>(150 * flagship.width);
      expected.erase(first, first + static_cast<std::ptrdiff_t>(flagship.width));
      CHECK(coarse[arm].species == expected);
      check_same_work(coarse[arm].stats, reference[arm].stats);
    }
  }
  SECTION("two threads") {
    const auto on_threads = flagship.simulator.run(plans, with(method, 1, 2));
    for (std::size_t arm = 0; arm < plans.size(); ++arm) {
      CHECK(on_threads[arm].species == reference[arm].species);
      CHECK(on_threads[arm].observables == reference[arm].observables);
    }
  }
}

TEST_CASE("contract 1: lanes, and who else runs, leave every bit as it is", "[contract]") {
  const Flagship flagship;
  const std::vector<RunPlan> plans = flagship.plans(61);
  const auto reference = flagship.simulator.run(plans, with(Method::rodas5p));
  const auto on_4_lanes = flagship.simulator.run(plans, with(Method::rodas5p, 4));
  const auto on_8_lanes = flagship.simulator.run(plans, with(Method::rodas5p, 8, 2));
  for (std::size_t arm = 0; arm < plans.size(); ++arm) {
    REQUIRE(reference[arm].status == RunStatus::success);
    CHECK(on_4_lanes[arm].species == reference[arm].species);
    CHECK(on_8_lanes[arm].species == reference[arm].species);
    const auto alone = flagship.simulator.run({plans[arm]}, with(Method::rodas5p));
    CHECK(alone[0].species == reference[arm].species);
  }
}

/// Largest |a - b| over the peak of b of one species.
double relative_to_peak(const std::vector<double>& a, const std::vector<double>& b,
                        std::size_t width) {
  double largest = 0.0;
  for (std::size_t i = 0; i < width; ++i) {
    double peak = 0.0, difference = 0.0;
    for (std::size_t k = i; k < b.size(); k += width) {
      peak = std::max(peak, std::abs(b[k]));
      difference = std::max(difference, std::abs(a[k] - b[k]));
    }
    if (difference > 0.0) largest = std::max(largest, difference / peak);
  }
  return largest;
}

TEST_CASE("contract 1: each instruction set has its bits, and together they agree to rounding",
          "[contract]") {
  // Rounding decides whether a step is accepted, so steps differ and with them the local errors:
  // only where the tolerance is near rounding is what remains rounding. Measured at 1e-11, of a
  // species' peak: 1.6e-12 for Rodas5P, 5e-12 for BDF; the bounds are the next power of ten.
  const Method method = GENERATE(Method::rodas5p, Method::cvode_bdf);
  const double allowed = method == Method::rodas5p ? 1e-11 : 1e-10;
  const test::RestoreIsa restore;
  std::vector<double> first;
  for (const char* isa : {"sse2", "avx2", "avx512"}) {
    if (!set_isa(isa)) {
      WARN("this processor has no " << isa << ": not tested");
      continue;
    }
    const Flagship flagship;
    RunPlan plan = flagship.plans_without_rest(25)[1];
    for (double& t : plan.output_times) t /= 16.0;  // 15 min, in which the receptors answer
    const SimulateOptions options = with_tolerance(method, 1e-11);
    SimulateOptions elsewhere = options;
    elsewhere.n_threads = 2;
    if (method == Method::rodas5p) elsewhere.lanes = 8;

    const RunResult result = flagship.simulator.run({plan}, options).at(0);
    const auto again = flagship.simulator.run({plan, plan}, elsewhere);

    REQUIRE(result.status == RunStatus::success);
    CHECK(again[0].species == result.species);
    CHECK(again[1].species == result.species);
    if (first.empty()) first = result.species;
    const double difference = relative_to_peak(result.species, first, flagship.width);
    INFO(isa << " differs from sse2 by " << difference << " of the peak");
    CHECK(difference <= allowed);
  }
}

TEST_CASE("contract 2: a hard and a failing member neither spoil nor slow their neighbours",
          "[contract]") {
  const Flagship flagship;
  const std::vector<RunPlan> plans = flagship.plans_without_rest(21);
  const auto reference = flagship.simulator.run(plans, with(Method::rodas5p));
  RunPlan hard = plans[1];
  hard.overrides = {flagship.on_parameter("kon_IGF1", Action::Kind::scale, 1e6)};
  RunPlan failing = plans[1];
  failing.overrides = {flagship.on_parameter("kon_IGF1", Action::Kind::set,
                                             std::numeric_limits<double>::quiet_NaN())};
  const std::vector<RunPlan> mixed{plans[0], hard, plans[1], failing, plans[2], hard};

  const auto results = flagship.simulator.run(mixed, with(Method::rodas5p, 8));

  for (std::size_t arm = 0; arm < plans.size(); ++arm) {
    CHECK(results[2 * arm].species == reference[arm].species);
    check_same_work(results[2 * arm].stats, reference[arm].stats);
  }
  CHECK(results[1].status == RunStatus::success);
  CHECK(results[5].species == results[1].species);
  CHECK(results[3].status == RunStatus::failed);
}

TEST_CASE("contract 3: a failed run is a row with status, time, step, species, cause and advice",
          "[contract]") {
  const Method method = GENERATE(Method::rodas5p, Method::cvode_bdf);
  const Flagship flagship;
  RunPlan plan = flagship.plans_without_rest(25)[1];  // every 10 min
  const RunResult whole = flagship.simulator.run({plan}, with(method)).at(0);
  plan.protocol.push_back({3600.0 + 300.0,
                           {flagship.on_parameter("kon_IGF1", Action::Kind::set,
                                                  std::numeric_limits<double>::quiet_NaN())}});

  const RunResult result = flagship.simulator.run({plan}, with(method)).at(0);

  CHECK(result.status == RunStatus::failed);
  CHECK(result.solver_status == SolveStatus::non_finite);
  CHECK(result.t_reached == 3900.0);
  CHECK(result.rung > 0);
  CHECK_THAT(result.message, Catch::Contains("t = 3900 s") && Catch::Contains("step ") &&
                                 Catch::Contains("method ") && Catch::Contains("rung ") &&
                                 Catch::Contains("'IGF1R'") && Catch::Contains("likely cause: ") &&
                                 Catch::Contains("try: "));
  REQUIRE(result.species.size() == whole.species.size());
  for (std::size_t k = 0; k < result.species.size(); ++k) {
    const bool is_reached = k < 7 * flagship.width;  // up to 1 h
    if (!is_reached) CHECK(std::isnan(result.species[k]));
    // What was reached was computed by the last rung, which is another method.
    if (is_reached) CHECK(std::isfinite(result.species[k]));
  }
}

TEST_CASE("contract 3: what the first method cannot do the next rung does, with its own bits",
          "[contract]") {
  // dopri5 would take radius x span / 5.7 = 5e5 steps, more than it is given where others may try.
  const Flagship flagship;
  const RunPlan plan = flagship.plans_without_rest(25)[1];

  const RunResult laddered = flagship.simulator.run({plan}, with(Method::dopri5)).at(0);
  const RunResult alone = flagship.simulator.run({plan}, with(Method::rodas5p)).at(0);

  REQUIRE(laddered.status == RunStatus::success);
  CHECK(laddered.rung == 1);
  CHECK(laddered.method == Method::rodas5p);
  CHECK(laddered.species == alone.species);
  CHECK(alone.rung == 0);
  // The steps of all rungs are counted.
  CHECK(laddered.stats.n_rhs > alone.stats.n_rhs);
}

TEST_CASE("contract 3: a ladder is as declared: off or the same method, where that is asked for",
          "[contract]") {
  const Flagship flagship;
  const RunPlan plan = flagship.plans_without_rest(3)[1];
  SimulateOptions options = with(Method::dopri5);
  options.integrator.max_steps = 1000;
  options.retry = GENERATE(RetryLadder::off, RetryLadder::same_method);

  const RunResult result = flagship.simulator.run({plan}, options).at(0);

  CHECK(result.status == RunStatus::failed);
  CHECK(result.solver_status == SolveStatus::max_steps);
  CHECK(result.method == Method::dopri5);
}

TEST_CASE("contract 4: every conservation law holds to rounding by every method but GMRES",
          "[contract]") {
  const Method method = GENERATE(Method::rodas5p, Method::cvode_bdf, Method::cvode_gmres,
                                 Method::rock4, Method::dopri5);
  CAPTURE(to_string(method));
  // All are linear in the fluxes but for GMRES, which solves its equations to a tolerance.
  const double allowed = method == Method::cvode_gmres ? 1e-4 : 1e-12;
  const Flagship flagship;
  const auto laws = find_conservation_laws(flagship.network);
  REQUIRE(laws.size() == 54);
  RunPlan plan = flagship.plans_without_rest(25)[1];
  for (double& t : plan.output_times) t /= 8.0;  // half an hour: dopri5 takes 6e4 steps
  SimulateOptions options = with(method);
  options.retry = RetryLadder::off;

  const RunResult result = flagship.simulator.run({plan}, options).at(0);

  REQUIRE(result.status == RunStatus::success);
  double worst = 0.0;
  for (const ConservationLaw& law : laws) {
    double total_at_start = 0.0, magnitude = 0.0;
    for (std::size_t row = 0; row < plan.output_times.size(); ++row) {
      double total = 0.0;
      for (const Term& term : law.terms) {
        total += term.count * result.species[row * flagship.width + term.species.index];
      }
      if (row == 0) {
        total_at_start = total;
        for (const Term& term : law.terms) {
          magnitude += std::abs(term.count * result.species[term.species.index]);
        }
      }
      if (magnitude > 0.0) worst = std::max(worst, std::abs(total - total_at_start) / magnitude);
    }
  }
  // Each of some 100 to 6e4 steps rounds each state a few times at 1e-16 of it, in either
  // direction.
  CHECK(worst <= allowed);
}

TEST_CASE("contract 4: amounts stay non-negative to the tolerance, without clipping",
          "[contract]") {
  const Method method = GENERATE(Method::rodas5p, Method::cvode_bdf);
  const Flagship flagship;
  for (const RunPlan& plan : flagship.plans(241)) {
    const RunResult result = flagship.simulator.run({plan}, with(method)).at(0);
    REQUIRE(result.status == RunStatus::success);
    const std::vector<double> scale = flagship.error_scale(result, plan.output_times.back());
    double worst = 0.0;
    for (std::size_t k = 0; k < result.species.size(); ++k) {
      if (result.species[k] >= 0.0) continue;
      worst = std::max(worst, -result.species[k] / (1e-6 * scale[k % flagship.width]));
    }
    // The norm is a mean over n states: a single one may err by sqrt(n) = 17 times its weight.
    CHECK(worst <= 17.0);
  }
}

TEST_CASE("contract 5: two methods that share no code agree at tight tolerances", "[contract]") {
  const Flagship flagship;
  const std::vector<RunPlan> plans = flagship.plans(25);
  const auto ours = flagship.simulator.run(plans, with_tolerance(Method::rodas5p, 1e-10));
  const auto sundials = flagship.simulator.run(plans, with_tolerance(Method::cvode_bdf, 1e-10));

  const std::size_t n = flagship.network.observables.size();
  for (std::size_t arm = 0; arm < plans.size(); ++arm) {
    REQUIRE(ours[arm].status == RunStatus::success);
    REQUIRE(sundials[arm].status == RunStatus::success);
    for (std::size_t i = 0; i < n; ++i) {
      double peak = 0.0;
      for (std::size_t row = 0; row < 25; ++row) {
        peak = std::max(peak, std::abs(sundials[arm].observables[row * n + i]));
      }
      for (std::size_t row = 0; row < 25; ++row) {
        const double difference =
            ours[arm].observables[row * n + i] - sundials[arm].observables[row * n + i];
        // BDF's global error is some 100 times its rtol.
        CHECK(std::abs(difference) <= 1e-8 * peak);
      }
    }
  }
}

}  // namespace
