#include "kernel/kernel.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

Symbol symbol_of(SpeciesId id) {
  return {SymbolKind::species, id.index};
}
Symbol symbol_of(ParameterId id) {
  return {SymbolKind::parameter, id.index};
}

TEST_CASE("kernel: states are the species that reactions change, then driven parameters",
          "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 2.0);
  const ParameterId driven = build.parameter("driven", 1.0);
  const SpeciesId a = build.species("A", 3.0);
  const SpeciesId enzyme = build.species("E", 5.0);
  const SpeciesId fixed = build.species("F", 7.0, true);
  const SpeciesId idle = build.species("idle", 1.0);
  const SpeciesId assigned = build.species("sum", 0.0);
  build.reaction({a, enzyme}, {enzyme, fixed}, k);
  build.reaction({assigned}, {a}, k);
  build.network.assignment_rules = {{symbol_of(assigned), build.of(enzyme)}};
  build.network.rate_rules = {{symbol_of(driven), build.number(-1.0)}};

  const Kernel kernel(build.network);

  REQUIRE(kernel.n_states() == 2);
  CHECK(kernel.symbol_of_state(0) == symbol_of(a));
  CHECK(kernel.symbol_of_state(1) == symbol_of(driven));
  CHECK(kernel.state_of(symbol_of(a)) == 0);
  CHECK_FALSE(kernel.state_of(symbol_of(enzyme)).has_value());
  CHECK_FALSE(kernel.state_of(symbol_of(fixed)).has_value());
  CHECK_FALSE(kernel.state_of(symbol_of(idle)).has_value());
  CHECK_FALSE(kernel.state_of(symbol_of(assigned)).has_value());
  CHECK_FALSE(kernel.state_of(symbol_of(k)).has_value());
}

TEST_CASE("kernel: initial rules run in order and see assigned values that are current",
          "[kernel]") {
  NetworkBuilder build;
  const ParameterId scale = build.parameter("scale", 2.0);
  const ParameterId twice = build.parameter("twice", 0.0);
  const SpeciesId a = build.species("A", 3.0);
  const SpeciesId b = build.species("B", 0.0);
  const ExpressionId two = build.number(2.0);
  build.network.assignment_rules = {{symbol_of(twice), build.make(Op::multiply, two, build.of(a))}};
  build.network.initial_rules = {
      {symbol_of(a), build.make(Op::multiply, build.of(scale), build.number(10.0))},
      {symbol_of(b), build.make(Op::add, build.of(twice), build.number(1.0))}};
  const Kernel kernel(build.network);

  const NetworkValues values = kernel.initial_values(0.0);
  NetworkValues kept = values;
  kept.species[0] = 1.0;
  const std::vector<Symbol> keep{symbol_of(a)};
  kernel.apply_initial_rules(0.0, kept, keep);

  CHECK(values.species == std::vector<double>{20.0, 41.0});
  CHECK(values.parameters[twice.index] == 40.0);
  CHECK(kept.species == std::vector<double>{1.0, 3.0});
}

TEST_CASE("kernel: fluxes and observables follow the values they are given", "[kernel]") {
  NetworkBuilder build(4.0);
  const ParameterId k = build.parameter("k", 0.5);
  const SpeciesId a = build.species("A", 6.0);
  const SpeciesId b = build.species("B", 1.0);
  MassAction law;
  law.rate_constant = k;
  law.factor = 3.0;
  law.volume = ParameterId{0};
  law.volume_power = -1;
  build.reaction({a, a}, {b}, law);
  build.reaction({b}, {a}, ExpressionLaw{build.make(Op::exp, build.of(b))});
  build.observable("ratio", build.make(Op::divide, build.of(a), build.of(b)));
  build.observable("now", build.network.expressions.time());
  const Kernel kernel(build.network);

  const NetworkValues values = kernel.initial_values(0.0);
  std::vector<double> fluxes(2), observables(2);
  kernel.fluxes(0.0, values, fluxes);
  kernel.observables(9.0, values, observables);

  // 3 * 0.5 / 4 * 6^2 = 13.5
  CHECK(fluxes == std::vector<double>{13.5, std::exp(1.0)});
  CHECK(observables == std::vector<double>{6.0, 9.0});
}

TEST_CASE("kernel: states go out and come back", "[kernel]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  const SpeciesId fixed = build.species("F", 5.0, true);
  const SpeciesId a = build.species("A", 6.0);
  build.reaction({fixed}, {a}, k);
  const Kernel kernel(build.network);
  NetworkValues values = kernel.initial_values(0.0);
  std::vector<double> y(1);

  kernel.get_states(values, y);
  CHECK(y[0] == 6.0);
  y[0] = 8.0;
  kernel.set_states(y, values);

  CHECK(values.species == std::vector<double>{5.0, 8.0});
}

class LinearPast final : public DelayHistory {
 public:
  double value(ExpressionId, double t_past) const override { return 100.0 + t_past; }
};

TEST_CASE("kernel: delay() reads the history, or the present where there is none", "[kernel]") {
  NetworkBuilder build;
  const SpeciesId a = build.species("A", 6.0);
  const ExpressionId past = build.make(Op::delay, build.of(a), build.number(2.0));
  build.observable("past", build.make(Op::multiply, past, build.number(2.0)));
  const Kernel kernel(build.network);
  const NetworkValues values = kernel.initial_values(0.0);
  const LinearPast history;
  std::vector<double> out(1);

  kernel.observables(5.0, values, out, &history);
  CHECK(out[0] == 206.0);
  kernel.observables(5.0, values, out);
  CHECK(out[0] == 12.0);
}

}  // namespace
