/// A small model whose description can be written down by hand.
#pragma once

#include "model/model.hpp"

namespace sigdyn {

inline Network described_model() {
  return load_model(ModelFiles{"", {{"m.yaml", R"(
format: sigdyn-model/1
id: small
compartments: {c: {size: 1 pL}}
species:
  A: {in: c, initial: 2 nM, genes: [A1, A2]}
  B: {in: c, initial: 0, report: amount}
  D: {in: c, initial: 1 nM, fixed: true, title: a drug}
parameters:
  kd: {value: 3, unit: 1/(uM*s), evidence: reported}
  kr: {expression: 2 * kf, unit: 1/s}
  kf: {value: 0.5, unit: 1/min, evidence: assumed}
reactions:
  dimerises: {equation: 2 A <-> B, rate: [kd, kr]}
  lost: {equation: D + B -> D, rate: kd}
observables: {total: {sum: [A, {species: B, weight: 2}], unit: nM}}
perturbations: {dose: {argument: {name: x, default: 5 nM, max: 10 nM}, set: {D: x}, scale: {kf: 2}}}
)"}}}).network;
}

}  // namespace sigdyn
