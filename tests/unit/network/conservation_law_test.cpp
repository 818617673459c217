#include "network/conservation_law.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// "A + 2 D" for each law, sorted.
std::vector<std::string> laws_of(const Network& network) {
  std::vector<std::string> texts;
  for (const ConservationLaw& law : find_conservation_laws(network)) {
    std::string text;
    for (const Term& term : law.terms) {
      if (!text.empty()) text += " + ";
      if (term.count != 1.0) text += std::to_string(static_cast<int>(term.count)) + " ";
      text += network.species[term.species.index].name;
    }
    texts.push_back(text);
  }
  std::ranges::sort(texts);
  return texts;
}

using Texts = std::vector<std::string>;

TEST_CASE("conservation laws: an enzyme cycle keeps its enzymes and its substrate", "[network]") {
  NetworkBuilder b;
  const ParameterId k = b.parameter("k", 1.0);
  const SpeciesId s = b.species("S", 1.0), p = b.species("P", 0.0), e = b.species("E", 1.0),
                  f = b.species("F", 1.0), es = b.species("ES", 0.0), fp = b.species("FP", 0.0);
  b.reaction({e, s}, {es}, k);
  b.reaction({es}, {e, s}, k);
  b.reaction({es}, {e, p}, k);
  b.reaction({f, p}, {fp}, k);
  b.reaction({fp}, {f, p}, k);
  b.reaction({fp}, {f, s}, k);

  CHECK(laws_of(b.network) == Texts{"E + ES", "F + FP", "S + P + ES + FP"});
}

TEST_CASE("conservation laws: a dimer counts its monomers twice", "[network]") {
  NetworkBuilder b;
  const ParameterId k = b.parameter("k", 1.0);
  const SpeciesId a = b.species("A", 1.0), d = b.species("D", 0.0);
  b.reaction({a, a}, {d}, k);

  CHECK(laws_of(b.network) == Texts{"A + 2 D"});
}

TEST_CASE("conservation laws: synthesis and degradation end a pool, fixed species are in none",
          "[network]") {
  NetworkBuilder b;
  const ParameterId k = b.parameter("k", 1.0);
  const SpeciesId a = b.species("A", 1.0), c = b.species("C", 0.0), x = b.species("X", 0.0);
  const SpeciesId f = b.species("F", 1.0, true);
  b.reaction({}, {x}, k);
  b.reaction({x}, {}, k);
  b.reaction({a, f}, {c}, k);

  CHECK(laws_of(b.network) == Texts{"A + C"});
}

TEST_CASE("conservation laws: a difference that is kept is given with its signs", "[network]") {
  NetworkBuilder b;
  const ParameterId k = b.parameter("k", 1.0);
  const SpeciesId a = b.species("A", 1.0), c = b.species("C", 0.0);
  b.reaction({}, {a, c}, k);

  CHECK(laws_of(b.network).size() == 1);
}

/// A receptor with `n` independent sites, each empty or bound to its own ligand: 2^n species.
struct Lattice {
  NetworkBuilder b;
  explicit Lattice(std::uint32_t n) {
    const ParameterId k = b.parameter("k", 1.0);
    std::vector<SpeciesId> ligands;
    for (std::uint32_t i = 0; i < n; ++i)
      ligands.push_back(b.species("L" + std::to_string(i), 1.0));
    std::vector<SpeciesId> states;
    for (std::uint32_t s = 0; s < (1U << n); ++s) {
      states.push_back(b.species("R" + std::to_string(s), 0.0));
    }
    for (std::uint32_t s = 0; s < (1U << n); ++s) {
      for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t bound = s | (1U << i);
        if (bound != s) b.reaction({states[s], ligands[i]}, {states[bound]}, k);
      }
    }
  }
};

TEST_CASE("conservation laws: a lattice of binding states has one law per molecule, none negative",
          "[network]") {
  const Lattice lattice(6);
  const Network& network = lattice.b.network;

  const auto laws = find_conservation_laws(network);

  REQUIRE(laws.size() == 7);  // six ligands and the receptor
  for (const ConservationLaw& law : laws) {
    for (const Term& term : law.terms) CHECK(term.count > 0.0);
  }
}

TEST_CASE("conservation laws: no reaction changes any of them", "[network]") {
  const Lattice lattice(5);
  const Network& network = lattice.b.network;

  for (const ConservationLaw& law : find_conservation_laws(network)) {
    std::map<std::uint32_t, double> weight;
    for (const Term& term : law.terms) weight[term.species.index] = term.count;
    for (const Reaction& reaction : network.reactions) {
      double change = 0.0;
      for (const Term& term : reaction.products) change += term.count * weight[term.species.index];
      for (const Term& term : reaction.reactants) change -= term.count * weight[term.species.index];
      CHECK(change == 0.0);
    }
  }
}

}  // namespace
