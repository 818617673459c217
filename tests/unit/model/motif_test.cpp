#include "model/detail/motif.hpp"

#include <string>
#include <vector>

#include "model_text.hpp"
#include "support/catch.hpp"
#include "yaml/parse.hpp"

namespace {

using namespace sigdyn;
using Lines = std::vector<std::string>;

std::string side(const std::vector<detail::StepTerm>& terms) {
  std::string text;
  for (const detail::StepTerm& term : terms) {
    if (!text.empty()) text += " + ";
    if (term.count != 1) text += std::to_string(term.count) + " ";
    text += term.species.value;
  }
  return text.empty() ? "0" : text;
}

/// "name: A + B -> C at k f" for each step that `motif` expands to.
Lines steps(const std::string& motif) {
  DiagnosticLog log;
  const YamlNode root = parse_yaml(motif, "m.yaml", log);
  Lines lines;
  for (const detail::Step& step : detail::expand_motif(root, log).steps) {
    std::string line =
        step.name + ": " + side(step.reactants) + " -> " + side(step.products) + " at";
    for (const auto& rate : step.rate) line += " " + rate.value;
    lines.push_back(line);
  }
  for (const Diagnostic& d : log.diagnostics()) lines.push_back(to_string(d));
  return lines;
}

TEST_CASE("motif: binding", "[model]") {
  CHECK(steps("binding: {of: [A, B], kon: k1, koff: k2}") ==
        Lines{"A_binds_B: A + B -> A_B at k1", "A_binds_B_reverse: A_B -> A + B at k2"});
  CHECK(steps("binding: {of: [A, B], complex: AB, kon: k1, koff: k2, id: x}") ==
        Lines{"x: A + B -> AB at k1", "x_reverse: AB -> A + B at k2"});
  CHECK(steps("binding: {of: [A, B, C], kon: k1, koff: k2}") ==
        Lines{"m.yaml:1:1: error: binding: 'of' needs 2 names, found 3"});
}

TEST_CASE("motif: dimerisation of one species, and of two", "[model]") {
  CHECK(steps("dimerisation: {of: A, dimer: A2, kon: k1, koff: k2}") ==
        Lines{"A_dimerises: 2 A -> A2 at k1", "A_dimerises_reverse: A2 -> 2 A at k2"});
  CHECK(steps("dimerisation: {of: [A, B], kon: k1, koff: k2}") ==
        Lines{"A_dimerises_with_B: A + B -> A_B at k1",
              "A_dimerises_with_B_reverse: A_B -> A + B at k2"});
}

TEST_CASE("motif: autophosphorylation", "[model]") {
  CHECK(steps("autophosphorylation: {of: X, product: pX, k: k1}") ==
        Lines{"X_autophosphorylates: X -> pX at k1"});
  CHECK(
      steps("autophosphorylation: {of: X, product: pX, k: k1, k_reverse: k2}") ==
      Lines{"X_autophosphorylates: X -> pX at k1", "X_autophosphorylates_reverse: pX -> X at k2"});
}

TEST_CASE("motif: a conversion by an enzyme, in full", "[model]") {
  CHECK(steps("phosphorylation: {enzyme: E, substrate: S, product: P, kf: k1, kr: k2, kcat: k3}") ==
        Lines{"E_binds_S_to_phosphorylate: E + S -> E_S at k1",
              "E_binds_S_to_phosphorylate_reverse: E_S -> E + S at k2",
              "E_phosphorylates_S: E_S -> E + P at k3"});
  CHECK(steps("catalysis: {enzyme: E, substrate: S, product: P, kf: k1, kr: k2, kcat: k3, "
              "complex: ES, id: x}") == Lines{"x_binds: E + S -> ES at k1",
                                              "x_binds_reverse: ES -> E + S at k2",
                                              "x_turns_over: ES -> E + P at k3"});
  // An enzyme that makes more of itself.
  CHECK(steps("catalysis: {enzyme: E, substrate: S, product: E, kf: k1, kr: k2, kcat: k3}").at(2) ==
        "E_converts_S: E_S -> 2 E at k3");
}

TEST_CASE("motif: a conversion in its linear form, and without an enzyme", "[model]") {
  CHECK(steps("dephosphorylation: {enzyme: E, substrate: S, product: P, k: k1}") ==
        Lines{"E_dephosphorylates_S: E + S -> E + P at k1"});
  CHECK(steps("exchange: {enzyme: E, substrate: S, product: P, k: k1}") ==
        Lines{"E_activates_S: E + S -> E + P at k1"});
  CHECK(steps("hydrolysis: {enzyme: E, substrate: S, product: P, k: k1}") ==
        Lines{"E_inactivates_S: E + S -> E + P at k1"});
  CHECK(steps("dephosphorylation: {substrate: S, product: P, k: k1}") ==
        Lines{"S_to_P: S -> P at k1"});
  CHECK(steps("catalysis: {enzyme: E, substrate: S, product: P, k: k1, kcat: k2}") ==
        Lines{"m.yaml:1:1: error: catalysis: 'k' and 'kcat' exclude each other"});
}

TEST_CASE("motif: transport of one or several, one way or both", "[model]") {
  CHECK(steps("transport: {of: A, to: B, k: k1}") == Lines{"A_moves_to_B: A -> B at k1"});
  CHECK(steps("transport: {of: [A, C], to: [B, D], k: [k1, k2]}") ==
        Lines{"A_moves_to_B: A -> B at k1", "A_moves_to_B_reverse: B -> A at k2",
              "C_moves_to_D: C -> D at k1", "C_moves_to_D_reverse: D -> C at k2"});
  CHECK(steps("transport: {of: [A, C], to: B, k: k1}") ==
        Lines{"m.yaml:1:1: error: transport: 'of' and 'to' differ in length"});
}

TEST_CASE("motif: synthesis and degradation", "[model]") {
  CHECK(steps("synthesis: {of: A, k: k1}") == Lines{"A_is_made: 0 -> A at k1"});
  CHECK(steps("degradation: {of: [A, B], k: k1}") ==
        Lines{"A_degrades: A -> 0 at k1", "B_degrades: B -> 0 at k1"});
  CHECK(steps("degradation: {of: AB, k: k1, releases: [B]}") ==
        Lines{"AB_degrades: AB -> B at k1"});
}

TEST_CASE("motif: promoter, transcription and translation", "[model]") {
  CHECK(steps("promoter_binding: {gene: G, factor: F, bound: GF, kon: k1, koff: k2}") ==
        Lines{"F_binds_G: G + F -> GF at k1", "F_binds_G_reverse: GF -> G + F at k2"});
  CHECK(steps("transcription: {gene: {G: 1, GF: fold}, mrna: M, k: k1}") ==
        Lines{"G_transcribes_M: G -> G + M at k1", "GF_transcribes_M: GF -> GF + M at k1 fold"});
  CHECK(steps("transcription: {gene: G, mrna: M, k: k1}") ==
        Lines{"G_transcribes_M: G -> G + M at k1"});
  CHECK(steps("translation: {mrna: {M: 1, MC: f}, protein: P, k: k1, id: x}") ==
        Lines{"x_M: M -> M + P at k1", "x_MC: MC -> MC + P at k1 f"});
  CHECK(steps("transcription: {gene: {G: 2}, mrna: M, k: k1}")
            .at(0)
            .find("the factor of 'G' (1 or a parameter): expected a name") != std::string::npos);
}

TEST_CASE("motif: micro-RNA repression", "[model]") {
  CHECK(steps("mirna_repression: {mirna: R, mrna: M, kon: k1, koff: k2, decay: k3, "
              "translation: {protein: P, k: k4, factor: f}}") ==
        Lines{"R_binds_M: R + M -> R_M at k1", "R_binds_M_reverse: R_M -> R + M at k2",
              "R_M_decays: R_M -> R at k3", "R_M_translates_P: R_M -> R_M + P at k4 f"});
  CHECK(steps("mirna_repression: {mirna: R, mrna: M, kon: k1, koff: k2, decay: k3}").size() == 3);
}

TEST_CASE("motif: sequestration and inhibition over a list of targets", "[model]") {
  CHECK(steps("sequestration: {binder: B, target: [X, Y], kon: k1, koff: k2}") ==
        Lines{"B_binds_X: B + X -> B_X at k1", "B_binds_X_reverse: B_X -> B + X at k2",
              "B_binds_Y: B + Y -> B_Y at k1", "B_binds_Y_reverse: B_Y -> B + Y at k2"});
  CHECK(steps("inhibition: {drug: D, target: X, kon: k1, koff: k2}") ==
        Lines{"D_inhibits_X: D + X -> D_X at k1", "D_inhibits_X_reverse: D_X -> D + X at k2"});
  CHECK(steps("inhibition: {drug: D, target: X, complex: DX, kon: k1, ki: k2}") ==
        Lines{"D_inhibits_X: D + X -> DX at k1", "D_inhibits_X_reverse: DX -> D + X at k2 k1"});
  CHECK(steps("inhibition: {drug: D, target: X, kon: k1}") ==
        Lines{"m.yaml:1:1: error: inhibition: needs one of 'ki' and 'koff'"});
  CHECK(steps("inhibition: {drug: D, target: [X, Y], complex: DX, kon: k1, koff: k2}") ==
        Lines{"m.yaml:1:1: error: inhibition: 'complex' and 'target' differ in length"});
}

TEST_CASE("motif: an unknown motif or key gets a suggestion", "[model]") {
  CHECK(
      steps("phosphorilation: {}") ==
      Lines{"m.yaml:1:1: error: unknown motif 'phosphorilation', did you mean 'phosphorylation'?"});
  CHECK(steps("synthesis: {off: A, k: k1}").at(0) ==
        "m.yaml:1:13: error: synthesis: unknown key 'off', did you mean 'of'?");
}

TEST_CASE("motif: complexes that are not declared lie where their parts do", "[model]") {
  const Network n = load_text(R"(
compartments: {medium: {size: 1 nL}, c: {size: 1 pL}, m: {surface_of: c}}
species:
  L: {in: medium, initial: 0}
  R: {in: m, initial: 0}
  K: {in: c, initial: 0}
  D: {in: medium, initial: 0, fixed: true}
parameters: {k1: {value: 1, unit: 1/(nM*s)}, k2: {value: 1, unit: 1/s}}
topology:
  - binding: {of: [L_R, K], kon: k1, koff: k2}     # of a complex that a later entry makes
  - binding: {of: [L, R], kon: k1, koff: k2}
  - inhibition: {drug: D, target: K, kon: k1, koff: k2, in: medium}
)")
                        .network;

  const auto place = [&](std::string_view name) {
    const Species& species = n.species[find_species(n, name)->index];
    return n.compartments[species.compartment.index].name;
  };
  CHECK(place("L_R") == "m");
  CHECK(place("L_R_K") == "m");
  CHECK(place("D_K") == "c");  // where volumes differ, a drug goes to its target
}

}  // namespace
