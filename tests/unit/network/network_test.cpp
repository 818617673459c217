#include "network/network.hpp"

#include <stdexcept>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// A -> B at rate k in one compartment.
Network decay() {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 0.5);
  const SpeciesId a = build.species("A", 10.0);
  const SpeciesId b = build.species("B", 0.0);
  build.reaction({a}, {b}, k);
  return build.network;
}

TEST_CASE("network: entries are found by name", "[network]") {
  const Network network = decay();

  CHECK(find_species(network, "B") == SpeciesId{1});
  CHECK(find_parameter(network, "k") == ParameterId{1});
  CHECK_FALSE(find_species(network, "k").has_value());
}

TEST_CASE("validate: a well-formed network passes", "[network]") {
  CHECK_NOTHROW(validate(decay()));
}

TEST_CASE("validate: an id out of range is a bug of the front end", "[network]") {
  Network network = decay();
  SECTION("species of a reaction") {
    network.reactions[0].products[0].species.index = 2;
  }
  SECTION("rate constant") {
    std::get<MassAction>(network.reactions[0].rate).rate_constant.index = 2;
  }
  SECTION("compartment") {
    network.species[0].compartment.index = 1;
  }
  SECTION("expression") {
    network.reactions[0].rate = ExpressionLaw{{7}};
  }
  SECTION("symbol") {
    network.expressions.symbol({SymbolKind::species, 9});
  }
  SECTION("half a reactant under mass action") {
    network.reactions[0].reactants[0].count = 0.5;
  }
  SECTION("observable") {
    network.observables.emplace_back();
    network.observables[0].value.index = 3;
  }

  CHECK_THROWS_AS(validate(network), std::logic_error);
}

TEST_CASE("validate: assignment rules must be in order and unique", "[network]") {
  Network network = decay();
  const Symbol size{SymbolKind::parameter, 0};
  const Symbol k{SymbolKind::parameter, 1};
  const ExpressionId reads_k = network.expressions.symbol(k);
  const ExpressionId two = network.expressions.constant(2.0);

  network.assignment_rules = {{k, two}, {size, reads_k}};
  CHECK_NOTHROW(validate(network));
  network.assignment_rules = {{size, reads_k}, {k, two}};
  CHECK_THROWS_AS(validate(network), std::logic_error);
  network.assignment_rules = {{k, reads_k}};
  CHECK_THROWS_AS(validate(network), std::logic_error);
  network.assignment_rules = {{k, two}, {k, two}};
  CHECK_THROWS_AS(validate(network), std::logic_error);
  network.assignment_rules = {{k, two}};
  network.rate_rules = {{k, two}};
  CHECK_THROWS_AS(validate(network), std::logic_error);
}

}  // namespace
