#include "sbml/load_sbml.hpp"

#include <functional>
#include <string>
#include <variant>

#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"

namespace {

using namespace sigdyn;

Network load(const std::string& content) {
  return parse_sbml(sbml_model(content), "test.xml").network;
}

std::string compartments(const std::string& size, const std::string& constant = "true") {
  return "<listOfCompartments>" + sbml_compartment("C", size, constant) + "</listOfCompartments>";
}

std::string conversion(const std::string& from, const std::string& to, const std::string& law,
                       const std::string& more = "") {
  return "<reaction id='R' reversible='false'><listOfReactants><speciesReference species='" + from +
         "' stoichiometry='1' constant='true'/></listOfReactants><listOfProducts>"
         "<speciesReference species='" +
         to +
         "' stoichiometry='1' constant='true'/>"
         "</listOfProducts><kineticLaw>" +
         sbml_math(law) + more + "</kineticLaw></reaction>";
}

/// Value of an expression with the amounts and values the network starts with.
double at_start(const Network& network, ExpressionId id) {
  return evaluate(network.expressions, id, 0.0, [&network](Symbol s) {
    return s.kind == SymbolKind::species ? network.species[s.index].initial
                                         : network.parameters[s.index].value;
  });
}

TEST_CASE("SBML: a species reads as its concentration, with only substance units as its amount",
          "[sbml]") {
  const Network network =
      load(compartments("4") + "<listOfSpecies>" + sbml_species("S", "8") +
           "<species id='A' compartment='C' initialAmount='8' hasOnlySubstanceUnits='true' "
           "boundaryCondition='false' constant='false'/></listOfSpecies><listOfParameters>" +
           sbml_parameter("x", "0", "false") + sbml_parameter("y", "0", "false") +
           "</listOfParameters><listOfRules><assignmentRule variable='x'>" + sbml_math(ci("S")) +
           "</assignmentRule><assignmentRule variable='y'>" + sbml_math(ci("A")) +
           "</assignmentRule></listOfRules>");

  CHECK(at_start(network, network.assignment_rules[0].value) == 2.0);
  CHECK(at_start(network, network.assignment_rules[1].value) == 8.0);
}

TEST_CASE("SBML: an initial concentration becomes an amount", "[sbml]") {
  const Network network = load(compartments("4") +
                               "<listOfSpecies><species id='S' compartment='C' "
                               "initialConcentration='3' hasOnlySubstanceUnits='false' "
                               "boundaryCondition='false' constant='false'/></listOfSpecies>");
  CHECK(network.species[0].initial == 12.0);
}

TEST_CASE("SBML: k V [S] is recognised as mass action, S with no volume", "[sbml]") {
  const Network network =
      load(compartments("4") + "<listOfSpecies>" + sbml_species("S", "8") + sbml_species("P", "0") +
           "</listOfSpecies><listOfParameters>" + sbml_parameter("k", "3") +
           "</listOfParameters><listOfReactions>" +
           conversion("S", "P", sbml_apply("times", ci("C") + ci("k") + ci("S"))) +
           "</listOfReactions>");

  REQUIRE(std::holds_alternative<MassAction>(network.reactions[0].rate));
  const auto& law = std::get<MassAction>(network.reactions[0].rate);
  CHECK(network.parameters[law.rate_constant.index].name == "k");
  CHECK(law.volume_power == 0);
  CHECK(law.factor == 1.0);
}

TEST_CASE("SBML: a law that reads anything else than its reactants is no mass action", "[sbml]") {
  const std::string start = compartments("4") + "<listOfSpecies>" + sbml_species("S", "8") +
                            sbml_species("P", "1") + "</listOfSpecies><listOfParameters>" +
                            sbml_parameter("k", "3") + "</listOfParameters><listOfReactions>";
  const Network squared =
      load(start + conversion("S", "P", sbml_apply("times", ci("k") + ci("S") + ci("S"))) +
           "</listOfReactions>");
  const Network sum = load(start + conversion("S", "P", sbml_apply("plus", ci("k") + ci("S"))) +
                           "</listOfReactions>");

  CHECK(std::holds_alternative<ExpressionLaw>(squared.reactions[0].rate));
  CHECK(std::holds_alternative<ExpressionLaw>(sum.reactions[0].rate));
}

TEST_CASE("SBML: a local parameter hides a global one and is named after its reaction", "[sbml]") {
  const Network network =
      load(compartments("1") + "<listOfSpecies>" + sbml_species("S", "8") + sbml_species("P", "1") +
           "</listOfSpecies><listOfParameters>" + sbml_parameter("k", "3") +
           "</listOfParameters><listOfReactions>" +
           conversion("S", "P", sbml_apply("times", ci("k") + ci("S")),
                      "<listOfLocalParameters><localParameter id='k' value='7'/>"
                      "</listOfLocalParameters>") +
           "</listOfReactions>");

  const auto& law = std::get<MassAction>(network.reactions[0].rate);
  CHECK(network.parameters[law.rate_constant.index].name == "R.k");
  CHECK(network.parameters[law.rate_constant.index].value == 7.0);
}

TEST_CASE("SBML: an algebraic rule becomes the assignment of the quantity it determines",
          "[sbml]") {
  const Network network =
      load("<listOfParameters>" + sbml_parameter("a", "5") +
           "<parameter id='x' constant='false'/><parameter id='y' constant='false'/>"
           "</listOfParameters><listOfRules><algebraicRule>" +
           sbml_math(sbml_apply("minus", sbml_apply("plus", ci("x") + ci("y")) + ci("a"))) +
           "</algebraicRule><algebraicRule>" +
           sbml_math(sbml_apply("minus", sbml_apply("times", cn("4") + ci("y")) + ci("x"))) +
           "</algebraicRule></listOfRules>");

  REQUIRE(network.assignment_rules.size() == 2);
  for (const Rule& rule : network.assignment_rules) {
    const double expected = network.parameters[rule.target.index].name == "x" ? 4.0 : 1.0;
    CHECK(at_start(network, rule.value) == Approx(expected));
  }
}

TEST_CASE("SBML: a rate rule of a concentration in a growing compartment has the product rule",
          "[sbml]") {
  // c' = 1 and V' = 2 with c = 3, V = 4: (cV)' = 4 * 1 + 3 * 2.
  const Network network =
      load(compartments("4", "false") + "<listOfSpecies>" + sbml_species("S", "12") +
           "</listOfSpecies><listOfRules><rateRule variable='S'>" + sbml_math(cn("1")) +
           "</rateRule><rateRule variable='C'>" + sbml_math(cn("2")) + "</rateRule></listOfRules>");

  for (const Rule& rule : network.rate_rules) {
    const double expected = rule.target.kind == SymbolKind::species ? 10.0 : 2.0;
    CHECK(at_start(network, rule.value) == expected);
  }
}

TEST_CASE("SBML: a fast reaction leaves its species in equilibrium", "[sbml]") {
  // A <-> B with K = 2 and 9 in all: A = 3, B = 6.
  const std::string level3version1 =
      R"(<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model>)";
  const std::string law =
      sbml_math(sbml_apply("minus", sbml_apply("times", cn("2") + ci("A")) + ci("B")));
  const Network network =
      parse_sbml(level3version1 + compartments("1") + "<listOfSpecies>" + sbml_species("A", "8") +
                     sbml_species("B", "1") +
                     "</listOfSpecies><listOfReactions>"
                     "<reaction id='R' reversible='true' fast='true'><listOfReactants>"
                     "<speciesReference species='A' stoichiometry='1' constant='true'/>"
                     "</listOfReactants><listOfProducts><speciesReference species='B' "
                     "stoichiometry='1' constant='true'/></listOfProducts><kineticLaw>" +
                     law + "</kineticLaw></reaction></listOfReactions></model></sbml>",
                 "fast.xml")
          .network;

  double extent = 0.0;
  for (const Rule& rule : network.assignment_rules) {
    if (rule.target.kind == SymbolKind::parameter) extent = at_start(network, rule.value);
  }
  CHECK(extent == Approx(5.0));
}

TEST_CASE("SBML: ids that differ in case only are different", "[sbml]") {
  const Network network = load("<listOfParameters>" + sbml_parameter("k", "1") +
                               sbml_parameter("K", "2") + "</listOfParameters>");
  CHECK(network.parameters[find_parameter(network, "k")->index].value == 1.0);
  CHECK(network.parameters[find_parameter(network, "K")->index].value == 2.0);
}

}  // namespace
