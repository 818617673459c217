#include "model/write_model.hpp"

#include <cmath>
#include <string>

#include "bngl/load_net.hpp"
#include "model_text.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

double coefficient(const Network& network, const Reaction& reaction) {
  const auto& law = std::get<MassAction>(reaction.rate);
  double c = law.factor * network.parameters[law.rate_constant.index].value;
  if (law.volume) c *= std::pow(network.parameters[law.volume->index].value, law.volume_power);
  return c;
}

std::string terms_text(const Network& network, const std::vector<Term>& terms) {
  std::string text;
  for (const Term& term : terms) {
    text += std::to_string(static_cast<int>(term.count)) + " " +
            network.species[term.species.index].name + " ";
  }
  return text;
}

Network written_and_read(const Network& network) {
  const std::string text = write_model(network);
  INFO(text);
  return load_model(ModelFiles{"", {{"m.yaml", text}}}).network;
}

/// Same ids, same equations.
void check_same(const Network& before, const Network& after) {
  REQUIRE(after.species.size() == before.species.size());
  for (std::size_t i = 0; i < before.species.size(); ++i) {
    CHECK(after.species[i].name == before.species[i].name);
    // Values pass through their unit: one rounding each way.
    CHECK(after.species[i].initial == Approx(before.species[i].initial).epsilon(1e-14));
    CHECK(after.species[i].is_fixed == before.species[i].is_fixed);
    CHECK(after.species[i].is_amount == before.species[i].is_amount);
  }
  REQUIRE(after.reactions.size() == before.reactions.size());
  for (std::size_t j = 0; j < before.reactions.size(); ++j) {
    const Reaction& a = before.reactions[j];
    const Reaction& b = after.reactions[j];
    INFO(a.name);
    CHECK(b.name == a.name);
    CHECK(terms_text(after, b.reactants) == terms_text(before, a.reactants));
    CHECK(terms_text(after, b.products) == terms_text(before, a.products));
    CHECK(coefficient(after, b) == Approx(coefficient(before, a)).epsilon(1e-14));
  }
}

TEST_CASE("write model: a YAML model keeps ids, rates and read-outs", "[model]") {
  const Network before = load_text(R"(
title: with "quotes"
compartments: {medium: {size: 2 nL}, c: {size: 1 pL}, m: {surface_of: c}}
species:
  L: {in: medium, initial: 3.3 nM, genes: [IGF1, "NKX2-1"], is: "uniprot:P05019"}
  R: {in: m, initial: 8571 molecules, title: receptor, evidence: reported, source: S2019}
  LR: {in: m, initial: 0}
  D: {in: medium, initial: 0, fixed: true}
parameters:
  kon: {value: 5.8e5, unit: 1/(M*s), evidence: derived, source: S2019, note: "2*a"}
  koff: {expression: kd * kon, unit: 1/s}
  kd: {value: 0.8, unit: nM}
  ki: {value: 2, unit: nM}
  f: {value: 3, unit: "1"}
  ks: {value: 0.1, unit: nM/min}
reactions:
  binds: {equation: L + R <-> LR, rate: [kon, koff], times: f}
  made: {equation: 0 -> L, rate: ks}
topology:
  - inhibition: {drug: D, target: R, kon: kon, ki: ki}
observables:
  R: {sum: [R, {species: LR, weight: 2}], unit: molecules}
  L: {sum: L, unit: nM, title: free ligand}
perturbations:
  dose: {title: a dose, argument: {name: x, default: 5 nM, max: 10 nM}, set: {D: x}}
  off: {scale: {kon: 0}}
sources: {S2019: {doi: 10.1/x, text: "Somebody 2019"}}
)")
                             .network;
  const Network after = written_and_read(before);

  check_same(before, after);
  CHECK(after.title == "with \"quotes\"");
  CHECK(after.parameters[find_parameter(after, "kon")->index].note == "2*a");
  CHECK(after.species[0].genes == before.species[0].genes);
  REQUIRE(after.initial_rules.size() == before.initial_rules.size());  // 3.3 nM and koff
  REQUIRE(after.assignment_rules.size() == 2);                         // kon f and ki kon
  REQUIRE(after.observables.size() == 2);
  CHECK(after.observables[1].unit.text == "nM");
  REQUIRE(after.perturbations.size() == 2);
  CHECK(after.perturbations[0].max == Approx(before.perturbations[0].max).epsilon(1e-14));
  CHECK(after.perturbations[1].min == 1.0);
}

TEST_CASE("write model: a network without units gets those its rates need", "[model]") {
  const Network before = parse_net(R"(begin parameters
  1 kf 2e-3
  2 kr kf*50
  3 unused 7
end parameters
begin species
  1 A(b) 100
  2 B(a) 50
  3 A(b!1).B(a!1) 0
end species
begin reactions
  1 1,2 3 kf
  2 3 1,2 kr
  3 1,1 3 0.5*kf
  4 3 0 kf
end reactions
begin groups
  1 Bound 3
  2 Total 1,2*3
end groups
)",
                                   "m.net");
  const Network after = written_and_read(before);

  REQUIRE(after.reactions.size() == before.reactions.size());
  for (std::size_t j = 0; j < before.reactions.size(); ++j) {
    CHECK(coefficient(after, after.reactions[j]) ==
          Approx(coefficient(before, before.reactions[j])).epsilon(1e-14));
  }
  CHECK(after.species[2].name == "A_b_1_B_a_1");
  CHECK(after.species[2].title == "A(b!1).B(a!1)");
  CHECK(after.observables.size() == 2);
}

TEST_CASE("write model: factors without units share those of the rate", "[model]") {
  // c p is the rate of a reaction of order 1 and of one of order 2, c alone that of another.
  const Network before = parse_net(R"(begin parameters
  1 c 3
  2 p 1e-7
  3 k c*p
end parameters
begin species
  1 A(b) 100
  2 B(a) 50
end species
begin reactions
  1 1,2 2 k
  2 1 2 k
  3 2 1 c
end reactions
)",
                                   "m.net");
  const Network after = written_and_read(before);
  REQUIRE(after.reactions.size() == 3);
  CHECK(coefficient(after, after.reactions[0]) == Approx(3e-7).epsilon(1e-14));
  CHECK(coefficient(after, after.reactions[1]) == Approx(3e-7).epsilon(1e-14));
  CHECK(coefficient(after, after.reactions[2]) == Approx(3.0).epsilon(1e-14));
}

TEST_CASE("write model: a read-out of hundreds of species is a sum, not a nested formula",
          "[model]") {
  std::string species, members;
  for (int i = 1; i <= 300; ++i) {
    species += std::to_string(i) + " A" + std::to_string(i) + "() 1\n";
    members += std::string(i == 1 ? "" : ",") + (i == 7 ? "2*" : "") + std::to_string(i);
  }
  const Network after = written_and_read(
      parse_net("begin parameters\n1 k 1\nend parameters\nbegin species\n" + species +
                    "end species\nbegin reactions\n1 1 2 k\n" +
                    "end reactions\nbegin groups\n1 All " + members + "\nend groups\n",
                "m.net"));
  REQUIRE(after.observables.size() == 1);
  CHECK(evaluate(after.expressions, after.observables[0].value, 0.0, [](Symbol symbol) {
          return symbol.kind == SymbolKind::species ? 1.0 : 0.0;
        }) == 301.0);
}

TEST_CASE("write model: what the format cannot say is refused, not dropped", "[model]") {
  Network network = load_text(R"(
compartments: {c: {size: 1 pL}}
species: {A: {in: c, initial: 1 nM}}
parameters: {k: {value: 1, unit: 1/s}}
reactions: {r: {equation: A -> 0, rate: k}}
)")
                        .network;
  network.reactions[0].rate = ExpressionLaw{network.expressions.constant(1.0)};

  CHECK_THROWS_AS(write_model(network), UnsupportedError);
}

}  // namespace
