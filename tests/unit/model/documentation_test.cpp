#include "model/documentation.hpp"

#include <string>
#include <vector>

#include "model_text.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("documentation: constants without evidence, source or note are listed", "[model]") {
  const Model model = load_text(R"(compartments:
  c: {size: 1 pL, evidence: assumed, note: a small cell}
  m: {surface_of: c}
sources: {Known2019: {doi: 10.1/x}, Idle2020: {text: nobody cites it}}
parameters:
  k1: {value: 1, unit: 1/s}
  k2: {value: 1, unit: 1/s, evidence: reported}
  k3: {value: 1, unit: 1/s, evidence: derived, source: Known2019}
  k4: {value: 1, unit: 1/s, evidence: assumed}
  k5: {value: 1, unit: 1/s, evidence: reported, source: Known2019}
  k6: {expression: k5 / 2, unit: 1/s}
species:
  A: {in: c, initial: 1 nM}
  B: {in: m, initial: 0}
reactions:
  r1: {equation: A <-> B, rate: [k1, k2]}
  r2: {equation: A <-> B, rate: [k3, k4]}
  r3: {equation: A <-> B, rate: [k5, k6]}
perturbations: {p: {argument: {name: x, default: 1}, scale: {k1: x}}}
)");
  std::vector<std::string> messages;
  for (const Diagnostic& d : find_undocumented(model.network)) messages.push_back(to_string(d));

  CHECK(messages ==
        std::vector<std::string>{
            "m.yaml:6:37: warning: source 'Idle2020' is not cited",
            "m.yaml:8:3: error: parameter 'k1' has no evidence (reported, derived or assumed)",
            "m.yaml:9:3: error: parameter 'k2' has no source (it is reported: where?)",
            "m.yaml:10:3: error: parameter 'k3' has no note (it is derived: how?)",
            "m.yaml:11:3: error: parameter 'k4' has no note (it is assumed: why this value?)",
            "m.yaml:15:3: error: species 'A' has no evidence (reported, derived or assumed)"});
}

}  // namespace
