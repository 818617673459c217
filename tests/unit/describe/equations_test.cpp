#include "describe/equations.hpp"

#include "described_model.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("equations: fluxes and reactions are written by name", "[describe]") {
  const Network n = described_model();

  CHECK(reaction_text(n, n.reactions[0]) == "2 A -> B");
  CHECK(flux_text(n, n.reactions[0]) == "kd*A^2/c");
  CHECK(reaction_text(n, n.reactions[2]) == "D + B -> D");
  CHECK(flux_text(n, n.reactions[2]) == "kd*D*B/c");
}

TEST_CASE("equations: one line per species that changes", "[describe]") {
  CHECK(ode_text(described_model()) ==
        "d(A)/dt = -2*kd*A^2/c + 2*kr*B\n"
        "d(B)/dt = kd*A^2/c - kr*B - kd*D*B/c\n");
}

TEST_CASE("equations: LaTeX breaks after each flux", "[describe]") {
  const std::string text = ode_latex(described_model());
  CHECK(text.find("  \\frac{d\\,\\mathrm{A}}{dt} ={}& -2 \\, \\frac{\\mathrm{kd} \\, "
                  "\\mathrm{A}^{2}}{\\mathrm{c}} \\\\\n  & + 2 \\, \\mathrm{kr}") !=
        std::string::npos);
}

TEST_CASE("equations: a conservation law shows its value at the start", "[describe]") {
  const Network n = described_model();
  const std::vector<ConservationLaw> laws{{{{SpeciesId{0}, 1.0, {}}, {SpeciesId{1}, 2.0, {}}}}};

  // 2 nM in 1 pL are 1204.428152 molecules.
  CHECK(conservation_law_text(n, laws) == "A + 2 B = 1204.43 molecules\n");
}

}  // namespace
