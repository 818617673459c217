#include "simulate/steady_state.hpp"

#include <cmath>
#include <numbers>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

SimulateOptions stiff() {
  SimulateOptions options;
  options.integrator.method = Method::rodas5p;
  options.lanes = 1;
  return options;
}

TEST_CASE("steady state: a reversible binding settles at its equilibrium, laws kept",
          "[simulate]") {
  // A + B <-> C, kon 1e-3, koff 0.1, A0 = 100, B0 = 60: c^2 - (A0 + B0 + Kd) c + A0 B0 = 0.
  NetworkBuilder b;
  const ParameterId kon = b.parameter("kon", 1e-3);
  const ParameterId koff = b.parameter("koff", 0.1);
  const SpeciesId a = b.species("A", 100.0);
  const SpeciesId bb = b.species("B", 60.0);
  const SpeciesId c = b.species("C", 0.0);
  b.reaction({a, bb}, {c}, kon);
  b.reaction({c}, {a, bb}, koff);

  const SteadyState state = find_steady_state(Simulator(b.network), {}, 1e6, stiff());

  const double sum = 100.0 + 60.0 + 0.1 / 1e-3;
  const double bound = (sum - std::sqrt(sum * sum - 4.0 * 6000.0)) / 2.0;
  REQUIRE(state.is_found);
  CHECK(state.is_reached);
  CHECK(state.values.species[2] == Approx(bound).epsilon(1e-12));
  CHECK(state.stability == Stability::stable);
  // One degree of freedom; its relaxation rate is kon (A + B) + koff.
  REQUIRE(state.eigenvalues.size() == 1);
  CHECK(state.eigenvalues[0].real() == Approx(-(1e-3 * (160.0 - 2.0 * bound) + 0.1)).epsilon(1e-9));
  CHECK_THAT(state.verdict, Catch::Contains("stable steady state: disturbances decay"));
}

TEST_CASE("steady state: the unstable one inside an oscillation is found and named so",
          "[simulate]") {
  // Brusselator with A = 1, B = 3: steady at x = 1, y = 3; trace B - 1 - A^2 = 1, determinant 1.
  NetworkBuilder b;
  const ParameterId one = b.parameter("one", 1.0);
  const ParameterId three = b.parameter("three", 3.0);
  const SpeciesId x = b.species("X", 1.5);
  const SpeciesId y = b.species("Y", 2.5);
  b.reaction({}, {x}, one);
  b.reaction({x, x, y}, {x, x, x}, one);
  b.reaction({x}, {y}, three);
  b.reaction({x}, {}, one);

  const SteadyState state = find_steady_state(Simulator(b.network), {}, 300.0, stiff());

  INFO(state.verdict);
  REQUIRE(state.is_found);
  CHECK_FALSE(state.is_reached);
  CHECK(state.values.species[0] == Approx(1.0).epsilon(1e-9));
  CHECK(state.values.species[1] == Approx(3.0).epsilon(1e-9));
  CHECK(state.stability == Stability::unstable);
  REQUIRE(state.eigenvalues.size() == 2);
  // (1 +- i sqrt(3)) / 2
  CHECK(state.eigenvalues[0].real() == Approx(0.5).epsilon(1e-6));
  CHECK(std::abs(state.eigenvalues[0].imag()) == Approx(std::sqrt(3.0) / 2.0).epsilon(1e-6));
}

TEST_CASE("steady state: growth without end has none, and says which species grows", "[simulate]") {
  NetworkBuilder b;
  const ParameterId k = b.parameter("k", 1.0);
  const SpeciesId waste = b.species("waste", 0.0);
  b.reaction({}, {waste}, k);

  const SteadyState state = find_steady_state(Simulator(b.network), {}, 1000.0, stiff());

  CHECK_FALSE(state.is_found);
  CHECK(state.stability == Stability::unknown);
  CHECK_THAT(state.verdict, Catch::Contains("'waste'"));
}

TEST_CASE("steady state: what is done at the start acts", "[simulate]") {
  NetworkBuilder b;
  const ParameterId k = b.parameter("k", 0.1);
  const SpeciesId a = b.species("A", 10.0);
  const SpeciesId c = b.species("C", 0.0);
  b.reaction({a}, {c}, k);
  b.reaction({c}, {a}, k);
  RunPlan plan;
  plan.protocol = {{0.0, {{Action::Kind::add, {SymbolKind::species, a.index}, 10.0, {}, {}, {}}}}};

  const SteadyState state = find_steady_state(Simulator(b.network), plan, 1e5, stiff());

  CHECK(state.values.species[0] == Approx(10.0).epsilon(1e-12));
}

}  // namespace
