/// Which rate laws of an SBML model become mass action when constants are computed from others.
#include <string>
#include <variant>

#include "sbml/load_sbml.hpp"
#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"

namespace {

using namespace sigdyn;

/// S -> with rate k S, where `rules` say how k, k0 and drift change.
bool is_mass_action(const std::string& rules) {
  const Network network =
      parse_sbml(sbml_model("<listOfCompartments>" + sbml_compartment("C", "4") +
                            "</listOfCompartments><listOfSpecies>" + sbml_species("S", "8") +
                            "</listOfSpecies><listOfParameters>" +
                            sbml_parameter("k", "1", "false") + sbml_parameter("k0", "3", "false") +
                            sbml_parameter("drift", "3", "false") + "</listOfParameters>" + rules +
                            "<listOfReactions><reaction id='R' reversible='false'><listOfReactants>"
                            "<speciesReference species='S' stoichiometry='1' constant='true'/>"
                            "</listOfReactants><kineticLaw>" +
                            sbml_math(sbml_apply("times", ci("k") + ci("S"))) +
                            "</kineticLaw></reaction></listOfReactions>"),
                 "law.xml")
          .network;
  return std::holds_alternative<MassAction>(network.reactions[0].rate);
}

std::string rule(const std::string& target, const std::string& math,
                 const std::string& kind = "assignmentRule") {
  return "<" + kind + " variable='" + target + "'>" + sbml_math(math) + "</" + kind + ">";
}

std::string rules(const std::string& content) {
  return "<listOfRules>" + content + "</listOfRules>";
}

const std::string time_symbol =
    "<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/time'>t</csymbol>";

TEST_CASE("mass action: a rate constant may be assigned from constants, in any number of steps",
          "[sbml]") {
  CHECK(is_mass_action(""));
  CHECK(is_mass_action("<listOfInitialAssignments><initialAssignment symbol='k'>" +
                       sbml_math(sbml_apply("times", cn("2") + ci("k0"))) +
                       "</initialAssignment></listOfInitialAssignments>"));
  CHECK(is_mass_action(rules(rule("k", sbml_apply("times", cn("2") + ci("k0"))))));
  CHECK(is_mass_action(rules(rule("k", sbml_apply("exp", ci("drift"))) +
                             rule("drift", sbml_apply("times", ci("C") + ci("k0"))))));
}

TEST_CASE("mass action: not with a rate constant that changes, however indirectly", "[sbml]") {
  CHECK_FALSE(is_mass_action(rules(rule("k", ci("S")))));
  CHECK_FALSE(is_mass_action(rules(rule("k", time_symbol))));
  CHECK_FALSE(is_mass_action(rules(rule("k", cn("1"), "rateRule"))));
  CHECK_FALSE(is_mass_action(rules(rule("k", ci("drift")) + rule("drift", cn("1"), "rateRule"))));
  CHECK_FALSE(is_mass_action(rules(rule("k", ci("drift")) + rule("drift", ci("S")))));
}

}  // namespace
