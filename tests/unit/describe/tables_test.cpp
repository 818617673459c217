#include "describe/tables.hpp"

#include "described_model.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("tables: species show their initial value in the unit they are reported in",
          "[describe]") {
  CHECK(species_table(described_model()) ==
        "species  in  initial             genes   title\n"
        "A        c   2 nM                A1, A2\n"
        "B        c   0 molecules\n"
        "D        c   1 nM         fixed          a drug\n");
}

TEST_CASE("tables: parameters show what was written, and the formula of those that have one",
          "[describe]") {
  CHECK(parameter_table(described_model()) ==
        "parameter  value                evidence  source  formula\n"
        "c          1 pL\n"
        "kd         3 1/(uM*s)           reported\n"
        "kr         0.0166666666667 1/s                    = 2*kf\n"
        "kf         0.5 1/min            assumed\n"
        "dose_x     5 nM\n");
}

TEST_CASE("tables: reactions, observables and perturbations show their expressions", "[describe]") {
  const Network n = described_model();
  CHECK(reaction_table(n).find("dimerises_reverse  B -> 2 A    kr*B\n") != std::string::npos);
  CHECK(observable_table(n).find("total       nM    (A + 2*B)/c\n") != std::string::npos);
  CHECK(perturbation_table(n).find("dose          5 nM     0 nM  10 nM  D := c*dose_x, kf *= 2") !=
        std::string::npos);
  CHECK(perturbation_table(Network{}).empty());
}

TEST_CASE("tables: counts tell orders and evidence", "[describe]") {
  CHECK(count_table(described_model()) ==
        "what                number\n"
        "compartments        1\n"
        "species             3\n"
        "  of them fixed     1\n"
        "reactions, one-way  3\n"
        "  of order 1        1\n"
        "  of order 2        2\n"
        "parameters          5\n"
        "  reported          1\n"
        "  assumed           1\n"
        "  without evidence  3\n"
        "observables         1\n"
        "perturbations       1\n"
        "sources             0\n");
}

}  // namespace
