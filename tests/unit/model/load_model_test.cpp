#include <cmath>
#include <string>

#include "model/model.hpp"
#include "model_text.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

/// factor * k * V^power: what multiplies the product of amounts.
double coefficient(const Network& network, const Reaction& reaction) {
  const auto& law = std::get<MassAction>(reaction.rate);
  double c = law.factor * network.parameters[law.rate_constant.index].value;
  if (law.volume) c *= std::pow(network.parameters[law.volume->index].value, law.volume_power);
  return c;
}

const Species& species(const Network& network, std::string_view name) {
  const auto id = find_species(network, name);
  REQUIRE(id);
  return network.species[id->index];
}

double value(const Network& network, ExpressionId id) {
  return evaluate(network.expressions, id, 0.0, [&](Symbol symbol) {
    return symbol.kind == SymbolKind::species ? network.species[symbol.index].initial
                                              : network.parameters[symbol.index].value;
  });
}

TEST_CASE("model: amounts are molecules, rates per concentration refer to the volume", "[model]") {
  const Network n = load_text(R"(
compartments:
  cytoplasm: {size: 2 pL}
species:
  A: {in: cytoplasm, initial: 10 nM}
  B: {in: cytoplasm, initial: 300 molecules}
  AB: {in: cytoplasm, initial: 0}
parameters:
  kon: {value: 5, unit: 1/(nM*s)}
  koff: {value: 6, unit: 1/min}
reactions:
  binds: {equation: A + B <-> AB, rate: [kon, koff]}
)")
                        .network;

  // 10 nM in 2 pL = 10e-9 * 6.02214076e23 * 2e-12 = 12044.28152 molecules.
  CHECK(species(n, "A").initial == Approx(12044.28152).epsilon(1e-14));
  CHECK(species(n, "B").initial == 300.0);
  REQUIRE(n.reactions.size() == 2);
  CHECK(n.reactions[0].name == "binds");
  CHECK(n.reactions[1].name == "binds_reverse");
  // 5 / (nM s) is 5 / (1e-9 * 6.02214076e23 * 2e-12) per molecule and second.
  CHECK(coefficient(n, n.reactions[0]) == Approx(5.0 / 1204.428152).epsilon(1e-14));
  CHECK(std::get<MassAction>(n.reactions[0].rate).volume_power == -1);
  CHECK(coefficient(n, n.reactions[1]) == Approx(0.1).epsilon(1e-15));
  CHECK_FALSE(std::get<MassAction>(n.reactions[1].rate).volume);
}

/// One model in other units of time and amount; 1 molecule in 1 pL is 1/602.214076 nM.
std::string dimer_model(const std::string& k_dimer, const std::string& k_loss,
                        const std::string& k_make, const std::string& initial) {
  return "compartments: {c: {size: 1 pL}}\n"
         "species: {A: {in: c, initial: " +
         initial +
         "}, A2: {in: c, initial: 0}}\n"
         "parameters: {kd: " +
         k_dimer + ", kl: " + k_loss + ", km: " + k_make +
         "}\n"
         "reactions:\n"
         "  dimerises: {equation: 2 A -> A2, rate: kd}\n"
         "  decays: {equation: A2 -> 0, rate: kl}\n"
         "  made: {equation: 0 -> A, rate: km}\n";
}

TEST_CASE("model: nM and s, uM and min, molecules and h give one set of coefficients", "[model]") {
  const Network nm =
      load_text(dimer_model("{value: 0.3, unit: 1/(nM*s)}", "{value: 0.01, unit: 1/s}",
                            "{value: 2, unit: nM/s}", "50 nM"))
          .network;
  const Network um =
      load_text(dimer_model("{value: 18000, unit: 1/(uM*min)}", "{value: 0.6, unit: 1/min}",
                            "{value: 0.12, unit: uM/min}", "0.05 uM"))
          .network;
  const Network molecules =
      load_text(dimer_model("{value: 1.7933821925477544, unit: 1/(molecules*h)}",
                            "{value: 36, unit: 1/h}", "{value: 4335941.3472, unit: molecules/h}",
                            "30110.7038 molecules"))
          .network;

  CHECK(species(um, "A").initial == Approx(species(nm, "A").initial).epsilon(1e-15));
  CHECK(species(molecules, "A").initial == Approx(species(nm, "A").initial).epsilon(1e-15));
  for (std::size_t i = 0; i < 3; ++i) {
    const double expected = coefficient(nm, nm.reactions[i]);
    CHECK(coefficient(um, um.reactions[i]) == Approx(expected).epsilon(1e-15));
    // 0.3 * 3600 / 602.214076 was rounded to 16 digits.
    CHECK(coefficient(molecules, molecules.reactions[i]) == Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("model: a concentration follows the volume, an expression its parameters", "[model]") {
  const Network n = load_text(R"(
compartments: {c: {size: 1 pL}}
species: {A: {in: c, initial: 3 nM}, B: {in: c, initial: 5 molecules}}
parameters:
  koff: {expression: kd * kon, unit: 1/s}
  kd: {value: 2, unit: nM}
  kon: {value: 0.5, unit: 1/(nM*s)}
reactions:
  to_B: {equation: 2 A -> B, rate: kon}
  to_A: {equation: B -> A, rate: koff}
)")
                        .network;

  REQUIRE(n.initial_rules.size() == 2);
  CHECK(n.initial_rules[0].target == Symbol{SymbolKind::species, 0});
  CHECK(value(n, n.initial_rules[0].value) == n.species[0].initial);
  CHECK(n.parameters[find_parameter(n, "koff")->index].value == Approx(1.0).epsilon(1e-15));
}

TEST_CASE("model: a surface takes the volume beside it, or the one it belongs to", "[model]") {
  const Network n = load_text(R"(
compartments:
  medium: {size: 1 nL}
  cytoplasm: {size: 1 pL}
  membrane: {surface_of: cytoplasm}
species:
  L: {in: medium, initial: 0}
  R: {in: membrane, initial: 100 molecules}
  LR: {in: membrane, initial: 0}
  K: {in: cytoplasm, initial: 0}
parameters: {k: {value: 1, unit: 1/(nM*s)}}
reactions:
  by_medium: {equation: L + R -> LR, rate: k}
  by_cytoplasm: {equation: K + LR -> R, rate: k}
  on_surface: {equation: R + LR -> R, rate: k}
  told: {equation: L + K -> L, rate: k, in: medium}
)")
                        .network;

  const auto volume = [&](std::size_t i) {
    return n.parameters[std::get<MassAction>(n.reactions[i].rate).volume->index].name;
  };
  CHECK(volume(0) == "medium");
  CHECK(volume(1) == "cytoplasm");
  CHECK(volume(2) == "cytoplasm");
  CHECK(volume(3) == "medium");
  CHECK(species(n, "R").is_amount);
  CHECK_FALSE(species(n, "L").is_amount);
}

TEST_CASE("model: on a surface with an area, rates may be per area", "[model]") {
  const Network n = load_text(R"(
compartments:
  c: {size: 1 pL}
  m: {surface_of: c, area: 500 um^2}
species: {R: {in: m, initial: 2 molecules/um^2}, R2: {in: m, initial: 0}}
parameters: {k: {value: 0.5, unit: um^2/(molecules*s)}}
reactions: {dimerises: {equation: 2 R -> R2, rate: k}}
)")
                        .network;

  CHECK(n.species[0].initial == Approx(1000.0).epsilon(1e-14));
  CHECK(coefficient(n, n.reactions[0]) == Approx(0.5 / 500.0).epsilon(1e-14));
}

TEST_CASE("model: times multiplies a rate and follows its factors at all times", "[model]") {
  const Network n = load_text(R"(
compartments: {c: {size: 1 pL}}
species: {G: {in: c, initial: 1 molecules}, M: {in: c, initial: 0}}
parameters: {k: {value: 3, unit: 1/min}, f: {value: 4, unit: "1"}, g: {value: 0.5, unit: "1"}}
reactions:
  copies: {equation: G -> G + M, rate: k, times: [f, g]}
  moves: {equation: G <-> M, rate: [k, k], times: f, times_reverse: [f, g]}
)")
                        .network;

  REQUIRE(n.reactions.size() == 3);
  CHECK(coefficient(n, n.reactions[0]) == Approx(0.1).epsilon(1e-15));
  CHECK(coefficient(n, n.reactions[1]) == Approx(0.2).epsilon(1e-15));
  CHECK(coefficient(n, n.reactions[2]) == Approx(0.1).epsilon(1e-15));
  REQUIRE(n.assignment_rules.size() == 2);  // k f g is shared
  const Parameter& product = n.parameters[n.assignment_rules[0].target.index];
  CHECK(product.name == "k_times_f_times_g");
  CHECK(product.unit.text == "1/min");
  CHECK(value(n, n.assignment_rules[0].value) == product.value);
}

TEST_CASE("model: observables sum amounts, or divide by a volume", "[model]") {
  const Network n = load_text(R"(
compartments:
  c: {size: 1 pL}
  m: {surface_of: c}
species:
  A: {in: c, initial: 10 nM}
  B: {in: m, initial: 602.214076 molecules}
parameters: {k: {value: 1, unit: 1/s}}
reactions: {r: {equation: A -> B, rate: k}}
observables:
  share: {expression: B / total, unit: "1"}
  total: {sum: [A, {species: B, weight: 2}], unit: molecules}
  A: {sum: A, unit: nM}
  both: {sum: [A, B], unit: nM, title: all of it}
)")
                        .network;

  const auto seen = [&](std::size_t i) {
    return value(n, n.observables[i].value) / n.observables[i].unit.scale;
  };
  REQUIRE(n.observables.size() == 4);
  CHECK(n.observables[0].name == "share");
  CHECK(seen(0) == Approx(1.0 / 12.0).epsilon(1e-14));
  CHECK(seen(1) == Approx(12 * 602.214076).epsilon(1e-14));
  CHECK(seen(2) == Approx(10.0).epsilon(1e-14));
  CHECK(seen(3) == Approx(11.0).epsilon(1e-14));
  CHECK(n.observables[3].title == "all of it");
}

TEST_CASE("model: perturbations change species and parameters by their argument", "[model]") {
  const Network n = load_text(R"(
compartments: {c: {size: 1 pL}}
species: {A: {in: c, initial: 0, fixed: true}, B: {in: c, initial: 0}}
parameters: {k: {value: 1, unit: 1/(nM*s)}}
reactions: {r: {equation: A + B -> A, rate: k}}
perturbations:
  drug: {argument: {name: dose, default: 67 nM, max: 1 uM}, set: {A: dose}}
  knockdown: {argument: {name: level, default: 0.9, min: 0, max: 1}, scale: {k: 1 - level, B: 1 - level}}
  knockout: {title: none of it, scale: {k: 0}}
)")
                        .network;

  REQUIRE(n.perturbations.size() == 3);
  const Perturbation& drug = n.perturbations[0];
  CHECK(n.parameters[drug.argument.index].name == "drug_dose");
  CHECK(n.parameters[drug.argument.index].unit.text == "nM");
  CHECK(drug.max == Approx(1e-6 * avogadro_constant));
  REQUIRE(drug.changes.size() == 1);
  CHECK(drug.changes[0].kind == Perturbation::Change::Kind::set);
  CHECK(value(n, drug.changes[0].value) == Approx(67 * 602.214076).epsilon(1e-14));  // molecules
  const Perturbation& knockdown = n.perturbations[1];
  REQUIRE(knockdown.changes.size() == 2);
  CHECK(value(n, knockdown.changes[0].value) == Approx(0.1).epsilon(1e-14));
  CHECK(n.perturbations[2].min == 1.0);
}

TEST_CASE("model: included files are read once, relative to the file that names them", "[model]") {
  const std::string head = "format: sigdyn-model/1\n";
  const Model model = load_model(
      ModelFiles{"models",
                 {{"model.yaml", head + "id: top\ninclude: [parts/a.yaml, parts/b.yaml]\n"
                                        "reactions: {r: {equation: A -> B, rate: k}}\n"},
                  {"parts/a.yaml", head + "include: [c.yaml]\nspecies: {A: {in: c, initial: 0}}\n"},
                  {"parts/b.yaml",
                   head + "include: c.yaml\nspecies: {B: {in: c, initial: 0}}\n"
                          "parameters: {k: {value: 1, unit: 1/s}, spare: {value: 1, unit: nM}}\n"},
                  {"parts/c.yaml", head + "compartments: {c: {size: 1 pL}}\n"},
                  {"not_included.yaml", "nonsense"}}});

  CHECK(model.network.id == "top");
  REQUIRE(model.files.files.size() == 4);
  CHECK(model.files.files[0].path == "model.yaml");
  CHECK(model.files.files[2].path == "parts/c.yaml");
  CHECK(model.network.compartments[0].where.file == "models/parts/c.yaml");
  REQUIRE(model.warnings.size() == 1);  // an included file may offer more than is used
  CHECK(model.warnings[0].message == "parameter 'spare' is not used");
  CHECK(load_model(model.files).network.species.size() == 2);  // from the stored text alone
}

}  // namespace
