/// A protocol written as events does what the protocol does.
#include "simulate/protocol_events.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// A -> B, and an initial rule for B.
struct Chain {
  NetworkBuilder b{2.0};
  ParameterId k = b.parameter("k", 0.3);
  ParameterId argument = b.parameter("argument", 1.0);
  SpeciesId a = b.species("A", 10.0);
  SpeciesId product = b.species("B", 0.0);

  Chain() {
    b.reaction({a}, {product}, k);
    b.network.initial_rules.push_back(
        {symbol(product), b.make(Op::multiply, b.number(2.0), b.of(k))});
    b.network.species[a.index].evidence = Evidence::reported;
    b.network.species[product.index].evidence = Evidence::reported;
  }
  static Symbol symbol(SpeciesId id) { return {SymbolKind::species, id.index}; }
  static Symbol symbol(ParameterId id) { return {SymbolKind::parameter, id.index}; }

  /// A dose at 0, then all kinds of action at once at 1, and one by expression and argument at 2.
  RunPlan plan() {
    RunPlan plan;
    plan.label = "arm";
    plan.output_times = {0.0, 0.5, 1.0, 1.5, 2.0, 3.0};
    plan.protocol = {{0.0, {{Action::Kind::add, symbol(a), 5.0, {}, {}, {}}}},
                     {1.0,
                      {{Action::Kind::set, symbol(a), 3.0, ParameterId{0}, {}, {}},
                       {Action::Kind::add, symbol(a), 1.0, {}, {}, {}},
                       {Action::Kind::scale, symbol(k), 2.0, {}, {}, {}}}},
                     {2.0,
                      {{Action::Kind::add,
                        symbol(product),
                        4.0,
                        {},
                        b.make(Op::multiply, b.of(argument), b.of(a)),
                        argument}}}};
    return plan;
  }
};

SimulateOptions tight() {
  SimulateOptions options;
  options.integrator.error = {1e-11, 1e-13, {}};
  return options;
}

NetworkValues start_of(const Network& network, RunPlan plan) {
  plan.output_times = {plan.t_begin};
  return Simulator(network).run({plan}, tight()).front().start;
}

TEST_CASE("protocol as events: the same time course as the protocol", "[simulate][events]") {
  Chain chain;
  const RunPlan plan = chain.plan();
  const Network with_events =
      with_protocol_as_events(chain.b.network, plan, start_of(chain.b.network, plan));
  RunPlan bare;
  bare.output_times = plan.output_times;
  const RunResult expected = Simulator(chain.b.network).run({plan}, tight()).front();
  const RunResult found = Simulator(with_events).run({bare}, tight()).front();

  REQUIRE(with_events.events.size() == 2);
  CHECK(with_events.initial_rules.empty());
  REQUIRE(found.species.size() == expected.species.size());
  for (std::size_t i = 0; i < expected.species.size(); ++i) {
    CHECK(found.species[i] == Approx(expected.species[i]).epsilon(1e-9));  // rtol 1e-11, some steps
  }
  // At t = 1: A = 3 * size 2 + 1.
  CHECK(found.species[std::size_t{2} * 2] == Approx(7.0).epsilon(1e-12));
}

TEST_CASE("protocol as events: what the start has changed has lost its evidence",
          "[simulate][events]") {
  Chain chain;
  RunPlan plan = chain.plan();
  const Network changed =
      with_protocol_as_events(chain.b.network, plan, start_of(chain.b.network, plan));
  CHECK(changed.species[chain.a.index].initial == 15.0);
  CHECK(changed.species[chain.a.index].evidence == Evidence::none);
  CHECK(changed.parameters[chain.k.index].value == 0.3);
}

TEST_CASE("protocol as events: setting what a rule assigns is refused", "[simulate][events]") {
  Chain chain;
  chain.b.network.assignment_rules.push_back({Chain::symbol(chain.k), chain.b.number(0.5)});
  const RunPlan plan = chain.plan();
  CHECK_THROWS_AS(with_protocol_as_events(chain.b.network, plan, start_of(chain.b.network, plan)),
                  UnsupportedError);
}

}  // namespace
