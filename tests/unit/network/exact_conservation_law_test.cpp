/// Conservation laws as whole numbers: exact, complete, and non-negative where possible.

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "network/conservation_law.hpp"
#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// "A + 2 B + C", sorted by species.
std::string to_text(const Network& network, const ConservationLaw& law) {
  std::string text;
  for (const Term& term : law.terms) {
    if (!text.empty()) text += " + ";
    if (term.count != 1.0) text += std::to_string(static_cast<int>(term.count)) + " ";
    text += network.species[term.species.index].name;
  }
  return text;
}

std::vector<std::string> laws_of(const Network& network) {
  std::vector<std::string> laws;
  for (const ConservationLaw& law : find_conservation_laws(network)) {
    laws.push_back(to_text(network, law));
  }
  return laws;
}

struct Binding {
  /// Complexes first, so that the order of species is of no help.
  explicit Binding() {
    k = build.parameter("k", 1.0);
    ab = build.species("AB", 0.0);
    abb = build.species("ABB", 0.0);
    a = build.species("A", 1.0);
    b = build.species("B", 1.0);
    build.reaction({a, b}, {ab}, k);
    build.reaction({ab}, {a, b}, k);
    build.reaction({ab, b}, {abb}, k);
  }
  NetworkBuilder build;
  ParameterId k;
  SpeciesId a, b, ab, abb;
};

TEST_CASE("conservation laws: a complex counts for each of its parts", "[network]") {
  const Binding binding;

  CHECK(laws_of(binding.build.network) ==
        std::vector<std::string>{"AB + ABB + A", "AB + 2 ABB + B"});
}

TEST_CASE("conservation laws: synthesis breaks the law of what it makes", "[network]") {
  Binding binding;
  binding.build.reaction({}, {binding.b}, binding.k);

  CHECK(laws_of(binding.build.network) == std::vector<std::string>{"AB + ABB + A"});
}

TEST_CASE("conservation laws: a fixed or driven species takes part in none", "[network]") {
  Binding binding;
  SECTION("fixed: its complexes are not conserved either") {
    binding.build.network.species[binding.b.index].is_fixed = true;
  }
  SECTION("under a rate rule") {
    binding.build.network.rate_rules = {
        {{SymbolKind::species, binding.b.index}, binding.build.number(1.0)}};
  }
  SECTION("of variable stoichiometry") {
    binding.build.network.reactions[0].reactants[1].stoichiometry = binding.k;
  }

  CHECK(laws_of(binding.build.network) == std::vector<std::string>{"AB + ABB + A"});
}

TEST_CASE("conservation laws: weights are non-negative where that is possible", "[network]") {
  // A + B -> C + D: the plain elimination leaves differences such as A - B.
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  std::vector<SpeciesId> s;
  for (const char* name : {"A", "B", "C", "D"}) s.push_back(build.species(name, 1.0));
  build.reaction({s[0], s[1]}, {s[2], s[3]}, k);

  const auto laws = find_conservation_laws(build.network);

  REQUIRE(laws.size() == 3);
  for (const ConservationLaw& law : laws) {
    for (const Term& term : law.terms) CHECK(term.count > 0.0);
  }
}

TEST_CASE("conservation laws: a difference stays where no sum is conserved", "[network]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  const SpeciesId a = build.species("A", 1.0);
  const SpeciesId b = build.species("B", 1.0);
  build.reaction({}, {a, b}, k);

  CHECK(laws_of(build.network) == std::vector<std::string>{"A + -1 B"});
}

TEST_CASE("conservation laws: fractional counts give whole weights", "[network]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  const SpeciesId a = build.species("A", 1.0);
  const SpeciesId b = build.species("B", 1.0);
  build.reaction({a}, {b}, ExpressionLaw{build.of(k)});
  build.network.reactions[0].products[0].count = 0.75;

  CHECK(laws_of(build.network) == std::vector<std::string>{"3 A + 4 B"});
}

TEST_CASE("conservation laws: counts without a simple fraction are left out, not rounded",
          "[network]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  const SpeciesId a = build.species("A", 1.0);
  const SpeciesId b = build.species("B", 1.0);
  build.reaction({a}, {b}, ExpressionLaw{build.of(k)});
  build.network.reactions[0].products[0].count = 0.12345678901;

  CHECK(laws_of(build.network).empty());
}

TEST_CASE("conservation laws: whole numbers that overflow lose laws, not truth", "[network]") {
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  std::vector<SpeciesId> s;
  for (int i = 0; i < 20; ++i) s.push_back(build.species("S" + std::to_string(i), 1.0));
  for (std::size_t i = 0; i + 1 < s.size(); ++i) {
    build.reaction({s[i]}, {s[i + 1]}, ExpressionLaw{build.of(k)});
    build.network.reactions.back().products[0].count = 997.0;
    build.network.reactions.back().reactants[0].count = 991.0;
  }

  CHECK(laws_of(build.network).empty());
}

/// Rank of the stoichiometric matrix, by plain elimination: entries are small whole numbers, so
/// that a pivot below 1e-9 is rounding.
std::size_t rank_of(const Network& network) {
  std::vector<std::vector<double>> rows;
  for (const Reaction& reaction : network.reactions) {
    std::vector<double> row(network.species.size(), 0.0);
    for (const Term& term : reaction.reactants) row[term.species.index] -= term.count;
    for (const Term& term : reaction.products) row[term.species.index] += term.count;
    rows.push_back(row);
  }
  std::size_t rank = 0;
  for (std::size_t column = 0; column < network.species.size() && rank < rows.size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < rows.size() && std::abs(rows[pivot][column]) < 1e-9) ++pivot;
    if (pivot == rows.size()) continue;
    std::swap(rows[pivot], rows[rank]);
    for (std::size_t row = rank + 1; row < rows.size(); ++row) {
      const double factor = rows[row][column] / rows[rank][column];
      for (std::size_t i = 0; i < rows[row].size(); ++i) rows[row][i] -= factor * rows[rank][i];
    }
    ++rank;
  }
  return rank;
}

TEST_CASE("conservation laws: they hold on random networks, and there are n - rank of them",
          "[network]") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 31)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  NetworkBuilder build;
  const ParameterId k = build.parameter("k", 1.0);
  std::vector<SpeciesId> s;
  for (int i = 0; i < 12; ++i) s.push_back(build.species("S" + std::to_string(i), 1.0));
  for (int i = 0; i < 8; ++i) {
    std::vector<SpeciesId> left{s[static_cast<std::size_t>(pick(12))]};
    std::vector<SpeciesId> right{s[static_cast<std::size_t>(pick(12))]};
    if (pick(2) == 0) left.push_back(s[static_cast<std::size_t>(pick(12))]);
    if (pick(2) == 0) right.push_back(s[static_cast<std::size_t>(pick(12))]);
    build.reaction(left, right, k);
  }

  const auto laws = find_conservation_laws(build.network);

  CHECK(laws.size() == 12 - rank_of(build.network));
  for (const ConservationLaw& law : laws) {
    std::map<SpeciesId, double> weight;
    for (const Term& term : law.terms) weight[term.species] = term.count;
    for (const Reaction& reaction : build.network.reactions) {
      double change = 0.0;
      for (const Term& term : reaction.reactants) change -= term.count * weight[term.species];
      for (const Term& term : reaction.products) change += term.count * weight[term.species];
      CHECK(change == 0.0);
    }
  }
}

}  // namespace
