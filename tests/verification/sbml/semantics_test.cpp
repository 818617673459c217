/// Rules, stoichiometries and conversions of SBML in models with closed solutions.
#include <cmath>
#include <string>

#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"
#include "verification/sbml/sbml_run.hpp"

namespace {

using namespace sigdyn;

std::string decay(const std::string& reference, const std::string& more_species = "") {
  return "<listOfCompartments>" + sbml_compartment("C", "2") +
         "</listOfCompartments><listOfSpecies>" + sbml_species("S", "8", more_species) +
         sbml_species("P", "0") + "</listOfSpecies><listOfParameters>" +
         sbml_parameter("k", "0.5") + sbml_parameter("f", "3") +
         "</listOfParameters>@<listOfReactions>"
         "<reaction id='R' reversible='false'><listOfReactants><speciesReference species='S' " +
         reference +
         "/></listOfReactants><listOfProducts><speciesReference species='P' "
         "stoichiometry='1' constant='true'/></listOfProducts><kineticLaw>" +
         sbml_math(sbml_apply("times", ci("C") + ci("k") + ci("S"))) +
         "</kineticLaw></reaction></listOfReactions>";
}

std::string with(std::string content, const std::string& between) {
  return sbml_model(content.replace(content.find('@'), 1, between));
}

// Solutions are exponentials; rtol 1e-10 and a factor of 10 for what accumulates.
constexpr double tolerance = 1e-9;

TEST_CASE("SBML run: k V [S] is first order in the amount", "[sbml]") {
  const SbmlRun run = run_sbml(with(decay("stoichiometry='1' constant='true'"), ""), 1.0, 2);
  CHECK(run("S", 2) == Approx(8.0 * std::exp(-1.0)).epsilon(tolerance));
  CHECK(run("P", 2) == Approx(8.0 - 8.0 * std::exp(-1.0)).epsilon(tolerance));
}

TEST_CASE("SBML run: a conversion factor multiplies the change of its species only", "[sbml]") {
  const SbmlRun run = run_sbml(
      with(decay("stoichiometry='1' constant='true'", "conversionFactor='f'"), ""), 1.0, 2);
  CHECK(run("S", 2) == Approx(8.0 * std::exp(-3.0)).epsilon(tolerance));
  CHECK(run("P", 2) == Approx((8.0 - 8.0 * std::exp(-3.0)) / 3.0).epsilon(tolerance));
}

TEST_CASE("SBML run: the model's conversion factor holds for species that have none of their own",
          "[sbml]") {
  std::string text = with(decay("stoichiometry='1' constant='true'", "conversionFactor='f'"), "");
  text.insert(text.find("id=\"m\""), "conversionFactor='g' ");
  text.insert(text.find("</listOfParameters>"), sbml_parameter("g", "5"));
  const SbmlRun run = run_sbml(text, 1.0, 2);
  CHECK(run("S", 2) == Approx(8.0 * std::exp(-3.0)).epsilon(tolerance));
  CHECK(run("P", 2) == Approx((8.0 - 8.0 * std::exp(-3.0)) * 5.0 / 3.0).epsilon(tolerance));
}

TEST_CASE("SBML run: reactions leave a species at the boundary as it is, a rule may move it",
          "[sbml]") {
  std::string text = with(decay("stoichiometry='1' constant='true'"), "");
  const std::string condition = "boundaryCondition='false'";
  text.replace(text.find(condition), condition.size(), "boundaryCondition='true'");
  SECTION("without a rule") {
    const SbmlRun run = run_sbml(text, 1.0, 2);
    CHECK(run("S", 2) == 8.0);
    CHECK(run("P", 2) == Approx(8.0).epsilon(tolerance));  // C k [S] t = 2 * 0.5 * 4 * 2
  }
  SECTION("with d[S]/dt = 1") {
    text.insert(
        text.find("<listOfReactions>"),
        "<listOfRules><rateRule variable='S'>" + sbml_math(cn("1")) + "</rateRule></listOfRules>");
    const SbmlRun run = run_sbml(text, 1.0, 2);
    CHECK(run.shown("S", 2) == Approx(6.0).epsilon(tolerance));
    CHECK(run("P", 2) == Approx(10.0).epsilon(tolerance));  // the integral of 4 + t to t = 2
  }
}

TEST_CASE("SBML run: a concentration thins out as its compartment grows", "[sbml]") {
  // C' = 1 from 2: the law k [S] gives S' = -S / (2 (2 + t)), so S = 8 / sqrt(1 + t / 2).
  std::string text = with(decay("stoichiometry='1' constant='true'"), "");
  const std::string constant = "constant='true'/></listOfCompartments>";
  text.replace(text.find(constant), constant.size(), "constant='false'/></listOfCompartments>");
  const std::string law = ci("C") + ci("k") + ci("S");
  text.replace(text.find(law), law.size(), ci("k") + ci("S"));
  text.insert(text.find("<listOfReactions>"), "<listOfRules><rateRule variable='C'>" +
                                                  sbml_math(cn("1")) + "</rateRule></listOfRules>");
  const SbmlRun run = run_sbml(text, 2.0, 1);
  CHECK(run("C", 1) == Approx(4.0).epsilon(tolerance));
  CHECK(run("S", 1) == Approx(8.0 / std::sqrt(2.0)).epsilon(tolerance));
  CHECK(run.shown("S", 1) == Approx(2.0 / std::sqrt(2.0)).epsilon(tolerance));
}

TEST_CASE("SBML run: initial assignments replace what the file gives, whatever their order",
          "[sbml]") {
  const SbmlRun run = run_sbml(with(decay("stoichiometry='1' constant='true'"),
                                    "<listOfInitialAssignments><initialAssignment symbol='S'>" +
                                        sbml_math(sbml_apply("times", cn("3") + ci("f"))) +
                                        "</initialAssignment><initialAssignment symbol='f'>" +
                                        sbml_math(sbml_apply("plus", ci("k") + cn("0.5"))) +
                                        "</initialAssignment></listOfInitialAssignments>"),
                               1.0, 2);
  CHECK(run.shown("S", 0) == 3.0);  // a concentration, in a compartment of size 2
  CHECK(run("S", 2) == Approx(6.0 * std::exp(-1.0)).epsilon(tolerance));
}

TEST_CASE("SBML run: a stoichiometry with an assignment rule is what it says", "[sbml]") {
  const SbmlRun run = run_sbml(with(decay("id='n' stoichiometry='1' constant='false'"),
                                    "<listOfRules><assignmentRule variable='n'>" +
                                        sbml_math(sbml_apply("times", cn("2") + ci("k"))) +
                                        "</assignmentRule></listOfRules>"),
                               1.0, 2);
  CHECK(run("S", 2) == Approx(8.0 * std::exp(-1.0)).epsilon(tolerance));
}

TEST_CASE(
    "SBML run: a rate constant follows the constant it is assigned from when an event sets it",
    "[sbml]") {
  // k = 2 k0: S' = -2 S up to t = 1, where k0 becomes 3, then S' = -6 S.
  const SbmlRun run = run_sbml(
      sbml_model(
          "<listOfCompartments>" + sbml_compartment("C", "1") +
          "</listOfCompartments><listOfSpecies>" + sbml_species("S", "8") +
          "</listOfSpecies><listOfParameters>" + sbml_parameter("k", "0", "false") +
          sbml_parameter("k0", "1", "false") +
          "</listOfParameters><listOfRules><assignmentRule variable='k'>" +
          sbml_math(sbml_apply("times", cn("2") + ci("k0"))) +
          "</assignmentRule></listOfRules><listOfReactions><reaction id='R' reversible='false'>"
          "<listOfReactants><speciesReference species='S' stoichiometry='1' constant='true'/>"
          "</listOfReactants><kineticLaw>" +
          sbml_math(sbml_apply("times", ci("k") + ci("S"))) +
          "</kineticLaw></reaction></listOfReactions><listOfEvents>"
          "<event useValuesFromTriggerTime='true'><trigger initialValue='true' persistent='true'>" +
          sbml_math(sbml_apply("geq",
                               "<csymbol encoding='text' definitionURL="
                               "'http://www.sbml.org/sbml/symbols/time'>t</csymbol>" +
                                   cn("1"))) +
          "</trigger><listOfEventAssignments><eventAssignment variable='k0'>" + sbml_math(cn("3")) +
          "</eventAssignment></listOfEventAssignments></event></listOfEvents>"),
      1.0, 2);
  CHECK(run("S", 1) == Approx(8.0 * std::exp(-2.0)).epsilon(tolerance));
  CHECK(run("S", 2) == Approx(8.0 * std::exp(-8.0)).epsilon(tolerance));
}

TEST_CASE("SBML run: Level 2 stoichiometryMath", "[sbml]") {
  const SbmlRun run = run_sbml(
      sbml_l2_model("<listOfCompartments><compartment id='C' size='1'/></listOfCompartments>"
                    "<listOfSpecies><species id='S' compartment='C' initialAmount='8'/>"
                    "</listOfSpecies><listOfReactions><reaction id='R' reversible='false'>"
                    "<listOfReactants><speciesReference species='S'><stoichiometryMath>" +
                    sbml_math(sbml_apply("plus", cn("1") + cn("2"))) +
                    "</stoichiometryMath></speciesReference></listOfReactants><kineticLaw>" +
                    sbml_math(sbml_apply("times", cn("0.5") + ci("S"))) +
                    "</kineticLaw></reaction></listOfReactions>"),
      1.0, 1);
  CHECK(run("S", 1) == Approx(8.0 * std::exp(-1.5)).epsilon(tolerance));
}

TEST_CASE("SBML run: rateOf and the id of a reaction read what they name", "[sbml]") {
  const std::string rate_of =
      "<apply><csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/rateOf'>"
      "rateOf</csymbol>" +
      ci("S") + "</apply>";
  std::string content = decay("stoichiometry='1' constant='true'");
  content.replace(content.find("</listOfParameters>"), 0,
                  sbml_parameter("r", "0", "false") + sbml_parameter("v", "0", "false"));
  const SbmlRun run =
      run_sbml(with(content, "<listOfRules><assignmentRule variable='r'>" + sbml_math(rate_of) +
                                 "</assignmentRule><assignmentRule variable='v'>" +
                                 sbml_math(ci("R")) + "</assignmentRule></listOfRules>"),
               1.0, 1);
  CHECK(run("v", 0) == Approx(4.0));   // C k [S] = 2 * 0.5 * 4
  CHECK(run("r", 0) == Approx(-2.0));  // of the concentration: -4 / 2
}

TEST_CASE("SBML run: a pulse in a rate is not stepped over", "[sbml]") {
  const std::string time_symbol =
      "<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/time'>t</csymbol>";
  const std::string pulse = "<piecewise><piece>" + cn("7") +
                            sbml_apply("and", sbml_apply("geq", time_symbol + cn("900")) +
                                                  sbml_apply("lt", time_symbol + cn("900.5"))) +
                            "</piece><otherwise>" + cn("0") + "</otherwise></piecewise>";
  const SbmlRun run =
      run_sbml(sbml_model("<listOfParameters>" + sbml_parameter("x", "0", "false") +
                          "</listOfParameters><listOfRules><rateRule variable='x'>" +
                          sbml_math(pulse) + "</rateRule></listOfRules>"),
               1000.0, 1);
  CHECK(run("x", 1) == Approx(3.5).epsilon(tolerance));
}

std::string fast_reaction(const std::string& id, const std::string& from, const std::string& to,
                          const std::string& factor) {
  const auto reference = [](const std::string& species) {
    return "<speciesReference species='" + species + "' stoichiometry='1' constant='true'/>";
  };
  return "<reaction id='" + id + "' reversible='true' fast='true'><listOfReactants>" +
         reference(from) + "</listOfReactants><listOfProducts>" + reference(to) +
         "</listOfProducts><kineticLaw>" +
         sbml_math(sbml_apply("minus", sbml_apply("times", cn(factor) + ci(from)) + ci(to))) +
         "</kineticLaw></reaction>";
}

TEST_CASE("SBML run: coupled fast reactions are in equilibrium together", "[sbml]") {
  // A <-> B <-> D with B = 2 A and D = 3 B, of 9 in all: 1, 2 and 6.
  std::string text = sbml_model(
      "<listOfCompartments>" + sbml_compartment("C", "1") + "</listOfCompartments><listOfSpecies>" +
      sbml_species("A", "5") + sbml_species("B", "1") + sbml_species("D", "3") +
      "</listOfSpecies><listOfReactions>" + fast_reaction("F", "A", "B", "2") +
      fast_reaction("G", "B", "D", "3") + "</listOfReactions>");
  const std::string version2 = R"(level3/version2/core" level="3" version="2")";
  text.replace(text.find(version2), version2.size(),
               R"(level3/version1/core" level="3" version="1")");
  const SbmlRun run = run_sbml(text, 1.0, 1);
  CHECK(run("A", 1) == Approx(1.0).epsilon(tolerance));
  CHECK(run("B", 1) == Approx(2.0).epsilon(tolerance));
  CHECK(run("D", 1) == Approx(6.0).epsilon(tolerance));
}

}  // namespace
