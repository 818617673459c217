#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "support/catch.hpp"
#include "support/lane_arrays.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

std::vector<double> scalar_rhs(const Network& network, const std::vector<double>& state,
                               double t = 0.0) {
  const Kernel kernel(network);
  const auto system = make_kernel_system(kernel, 1);
  LaneArray y(state.size(), 1);
  LaneArray dydt(state.size(), 1, -1.0);
  for (std::size_t i = 0; i < state.size(); ++i) y(i, 0) = state[i];
  system->rhs(&t, y.data(), dydt.data());
  return {dydt.data(), dydt.data() + state.size()};
}

TEST_CASE("kernel system: 2 A -> B is second order and uses two A per event", "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 0.5);
  const SpeciesId a = build.species("A", 3.0);
  const SpeciesId b = build.species("B", 0.0);
  build.reaction({a, a}, {b}, k);

  // 0.5 * 3^2 = 4.5 events per second
  CHECK(scalar_rhs(build.network, {3.0, 0.0}) == std::vector<double>{-9.0, 4.5});
}

TEST_CASE("kernel system: reversible binding balances at equilibrium", "[kernel]") {
  NetworkBuilder build;
  const ParameterId kon = build.parameter("kon", 0.25);
  const ParameterId koff = build.parameter("koff", 2.0);
  const SpeciesId a = build.species("A", 0.0);
  const SpeciesId b = build.species("B", 0.0);
  const SpeciesId ab = build.species("AB", 0.0);
  build.reaction({a, b}, {ab}, kon);
  build.reaction({ab}, {a, b}, koff);

  CHECK(scalar_rhs(build.network, {4.0, 2.0, 1.0}) == std::vector<double>{0.0, 0.0, 0.0});
  CHECK(scalar_rhs(build.network, {4.0, 2.0, 0.0}) == std::vector<double>{-2.0, -2.0, 2.0});
}

TEST_CASE("kernel system: one step catalysed by several enzymes adds up", "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 0.5);
  const ParameterId kb = build.parameter("kb", 3.0);
  const SpeciesId s = build.species("S", 0.0);
  const SpeciesId p = build.species("P", 0.0);
  const SpeciesId x = build.species("X", 0.0);
  const SpeciesId z = build.species("Z", 0.0);
  build.reaction({s, x}, {p, x}, k);
  build.reaction({s, z}, {p, z}, k);
  build.reaction({p}, {s}, kb);
  build.reaction({x}, {z}, kb);

  // (0.5 * (2 + 4)) * 10 - 3 * 1 = 27
  CHECK(scalar_rhs(build.network, {10.0, 1.0, 2.0, 4.0}) ==
        std::vector<double>{-27.0, 27.0, -6.0, 6.0});
}

TEST_CASE("kernel system: a network of many states, cut into blocks, agrees with the reference",
          "[kernel]") {
  // Bound and free forms of 600 sites of one ligand, and exchange between sites far apart.
  constexpr std::size_t n_sites = 600;
  NetworkBuilder build;
  const ParameterId kon = build.parameter("kon", 0.25);
  const ParameterId koff = build.parameter("koff", 2.0);
  const ParameterId k = build.parameter("k", 0.5);
  const SpeciesId ligand = build.species("L", 3.0);
  std::vector<SpeciesId> free, bound;
  for (std::size_t i = 0; i < n_sites; ++i) {
    const double amount = 1.0 + 0.01 * static_cast<double>(i);
    free.push_back(build.species("F" + std::to_string(i), amount));
    bound.push_back(build.species("B" + std::to_string(i), 2.0 - 0.001 * amount));
  }
  for (std::size_t i = 0; i < n_sites; ++i) {
    build.reaction({ligand, free[i]}, {bound[i]}, kon);
    build.reaction({bound[i]}, {ligand, free[i]}, koff);
    build.reaction({free[i]}, {free[(i * 7 + 301) % n_sites]}, k);
  }
  const Kernel kernel(build.network);
  const NetworkValues values = kernel.initial_values(0.0);
  std::vector<double> y(kernel.n_states());
  kernel.get_states(values, y);

  const std::vector<double> dydt = scalar_rhs(build.network, y);

  const std::vector<double> wanted = reference_rhs(build.network, 0.0, values);
  REQUIRE(dydt.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(i);
    // The ligand sums 1200 terms below 10, each rounded: 1e3 * 10 * 1e-16, with room for the rest.
    CHECK(dydt[i] == Approx(wanted[i]).epsilon(1e-13).margin(1e-11));
  }
}

TEST_CASE("kernel system: an assigned rate constant that reads a state varies with it",
          "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 0.0);
  const SpeciesId a = build.species("A", 0.0);
  const SpeciesId b = build.species("B", 0.0);
  build.reaction({a}, {b}, k);
  build.network.assignment_rules = {
      {{SymbolKind::parameter, k.index},
       build.make(Op::divide, build.number(1.0),
                  build.make(Op::add, build.number(1.0), build.of(b)))}};

  CHECK(scalar_rhs(build.network, {8.0, 3.0}) == std::vector<double>{-2.0, 2.0});
}

TEST_CASE("kernel system: variable stoichiometry scales the balance, not the rate", "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 2.0);
  const ParameterId yield = build.parameter("yield", 2.5);
  const SpeciesId a = build.species("A", 0.0);
  const SpeciesId b = build.species("B", 0.0);
  build.reaction({a}, {b}, k);
  build.network.reactions[0].products[0].stoichiometry = yield;

  CHECK(scalar_rhs(build.network, {3.0, 0.0}) == std::vector<double>{-6.0, 15.0});
}

TEST_CASE("kernel system: a rate rule drives a parameter, also through time", "[kernel]") {
  NetworkBuilder build;
  const ParameterId p = build.parameter("p", 1.0);
  build.network.rate_rules = {
      {{SymbolKind::parameter, p.index},
       build.make(Op::multiply, build.of(p), build.network.expressions.time())}};
  const Kernel kernel(build.network);
  const auto system = make_kernel_system(kernel, 1);
  LaneArray y(1, 1), out(1, 1);
  y(0, 0) = 3.0;
  const double t = 5.0;

  CHECK(scalar_rhs(build.network, {3.0}, t) == std::vector<double>{15.0});
  REQUIRE(system->depends_on_time());
  system->time_derivative(&t, y.data(), out.data());
  CHECK(out(0, 0) == 3.0);
  system->jacobian(&t, y.data(), out.data());
  CHECK(out(0, 0) == 5.0);
}

TEST_CASE("kernel system: each lane has its own constants and its own past", "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  const SpeciesId a = build.species("A", 0.0);
  const SpeciesId f = build.species("F", 1.0, true);
  build.reaction({a, f}, {f}, k);
  build.reaction({}, {a}, ExpressionLaw{build.make(Op::delay, build.of(a), build.number(1.0))});
  const Kernel kernel(build.network);
  const auto system = make_kernel_system(kernel, 4);
  struct Past final : DelayHistory {
    double level = 0.0;
    double value(ExpressionId operand, double t_past) const override {
      return level + t_past + 1000.0 * operand.index;
    }
  };
  Past pasts[4];
  NetworkValues values = kernel.initial_values(0.0);
  LaneArray t(1, 4), y(1, 4), dydt(1, 4);
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const auto number = static_cast<double>(lane);
    values.parameters[k.index] = number;
    values.species[f.index] = 2.0;
    system->set_constants(lane, values);
    pasts[lane].level = 100.0 * number;
    system->set_history(lane, &pasts[lane]);
    t(0, lane) = number;
    y(0, lane) = 3.0;
  }

  system->rhs(t.data(), y.data(), dydt.data());

  const double operand = 1000.0 * build.of(a).index;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const auto number = static_cast<double>(lane);
    CHECK(dydt(0, lane) == operand + 100.0 * number + (number - 1.0) - 6.0 * number);
  }
}

TEST_CASE("kernel system: the Jacobian has a full diagonal and ascending columns", "[kernel]") {
  NetworkBuilder build;
  const SpeciesId a = build.species("A", 1.0);
  const SpeciesId b = build.species("B", 1.0);
  const ParameterId k = build.parameter("k", 2.0);
  build.reaction({}, {a}, k);
  build.reaction({a}, {a, b}, k);
  const Kernel kernel(build.network);
  const auto system = make_kernel_system(kernel, 1);

  CHECK(system->jacobian_pattern().row_start == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(system->jacobian_pattern().column == std::vector<std::uint32_t>{0, 0, 1});
  LaneArray y(2, 1, 1.0), values(3, 1, -1.0);
  const double t = 0.0;
  system->jacobian(&t, y.data(), values.data());
  CHECK(values(0, 0) == 0.0);
  CHECK(values(1, 0) == 2.0);
  CHECK(values(2, 0) == 0.0);
}

TEST_CASE("kernel system: a network without states is an empty system", "[kernel]") {
  NetworkBuilder build;
  build.species("A", 1.0);
  const Kernel kernel(build.network);
  const auto system = make_kernel_system(kernel, 8);
  const double t[8] = {};

  CHECK(system->size() == 0);
  CHECK(system->jacobian_pattern().row_start == std::vector<std::uint32_t>{0});
  CHECK_NOTHROW(system->rhs(t, nullptr, nullptr));
}

}  // namespace
