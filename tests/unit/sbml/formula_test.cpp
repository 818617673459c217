#include <cmath>
#include <limits>
#include <string>

#include "network/network.hpp"
#include "sbml/load_sbml.hpp"
#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"

namespace {

using namespace sigdyn;

/// Value of a formula, read as an assignment rule, at t = 3 in a model with a = 2, b = -3.
double value_of(const std::string& mathml) {
  const Network network =
      parse_sbml(sbml_model("<listOfParameters>" + sbml_parameter("a", "2") +
                            sbml_parameter("b", "-3") + sbml_parameter("x", "0", "false") +
                            "</listOfParameters><listOfRules><assignmentRule variable='x'>" +
                            sbml_math(mathml) + "</assignmentRule></listOfRules>"),
                 "formula.xml")
          .network;
  return evaluate(network.expressions, network.assignment_rules.at(0).value, 3.0,
                  [&network](Symbol s) { return network.parameters[s.index].value; });
}

// Values of the right-hand sides are those of <cmath>; only the wiring is under test: exact but for
// the last bits of a composed function.
constexpr double rounding = 1e-14;

TEST_CASE("formula: n-ary operators take any number of operands, none included", "[sbml]") {
  CHECK(value_of(sbml_apply("plus", "")) == 0.0);
  CHECK(value_of(sbml_apply("times", "")) == 1.0);
  CHECK(value_of(sbml_apply("plus", ci("a") + ci("a") + ci("b"))) == 1.0);
  CHECK(value_of(sbml_apply("and", "")) == 1.0);
  CHECK(value_of(sbml_apply("or", "")) == 0.0);
  CHECK(value_of(sbml_apply("xor", "<true/><true/><true/>")) == 1.0);
  CHECK(value_of(sbml_apply("max", ci("a") + ci("b") + cn("7"))) == 7.0);
  CHECK(value_of(sbml_apply("min", ci("a") + ci("b") + cn("7"))) == -3.0);
  CHECK(value_of(sbml_apply("lt", ci("b") + ci("a") + cn("7"))) == 1.0);
  CHECK(value_of(sbml_apply("lt", ci("b") + cn("7") + ci("a"))) == 0.0);
}

TEST_CASE("formula: minus is a sign or a difference", "[sbml]") {
  CHECK(value_of(sbml_apply("minus", ci("a"))) == -2.0);
  CHECK(value_of(sbml_apply("minus", ci("a") + ci("b"))) == 5.0);
}

TEST_CASE("formula: roots and logarithms take a degree and a base", "[sbml]") {
  CHECK(value_of(sbml_apply("root", cn("9"))) == 3.0);
  CHECK(value_of(sbml_apply("root", "<degree>" + cn("3") + "</degree>" + cn("-8"))) ==
        Approx(-2.0).margin(rounding));
  CHECK(value_of(sbml_apply("log", cn("1000"))) == Approx(3.0).margin(rounding));
  CHECK(value_of(sbml_apply("log", "<logbase>" + cn("2") + "</logbase>" + cn("8"))) ==
        Approx(3.0).margin(rounding));
}

TEST_CASE("formula: reciprocal trigonometric functions and their inverses", "[sbml]") {
  CHECK(value_of(sbml_apply("sec", ci("a"))) == Approx(1.0 / std::cos(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("csc", ci("a"))) == Approx(1.0 / std::sin(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("cot", ci("a"))) == Approx(1.0 / std::tan(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("sech", ci("a"))) == Approx(1.0 / std::cosh(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("csch", ci("a"))) == Approx(1.0 / std::sinh(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("coth", ci("a"))) == Approx(1.0 / std::tanh(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("arcsec", ci("a"))) == Approx(std::acos(0.5)).epsilon(rounding));
  CHECK(value_of(sbml_apply("arccsc", ci("a"))) == Approx(std::asin(0.5)).epsilon(rounding));
  CHECK(value_of(sbml_apply("arccot", ci("a"))) == Approx(std::atan(0.5)).epsilon(rounding));
  CHECK(value_of(sbml_apply("arcsech", cn("0.5"))) == Approx(std::acosh(2.0)).epsilon(rounding));
  CHECK(value_of(sbml_apply("arccsch", ci("a"))) == Approx(std::asinh(0.5)).epsilon(rounding));
  CHECK(value_of(sbml_apply("arccoth", ci("a"))) == Approx(std::atanh(0.5)).epsilon(rounding));
}

TEST_CASE("formula: division with remainder, implication and factorial", "[sbml]") {
  CHECK(value_of(sbml_apply("quotient", cn("7") + ci("a"))) == 3.0);
  CHECK(value_of(sbml_apply("rem", cn("7") + ci("a"))) == 1.0);
  CHECK(value_of(sbml_apply("implies", "<true/><false/>")) == 0.0);
  CHECK(value_of(sbml_apply("implies", "<false/><false/>")) == 1.0);
  CHECK(value_of(sbml_apply("factorial", cn("5"))) == 120.0);
}

TEST_CASE("formula: piecewise takes the first that holds, and is undefined if none does",
          "[sbml]") {
  const std::string first = "<piece>" + cn("10") + sbml_apply("gt", ci("a") + cn("1")) + "</piece>";
  const std::string second =
      "<piece>" + cn("20") + sbml_apply("lt", ci("a") + cn("5")) + "</piece>";
  const std::string never = "<piece>" + cn("30") + sbml_apply("gt", ci("a") + cn("5")) + "</piece>";
  CHECK(value_of("<piecewise>" + first + second + "</piecewise>") == 10.0);
  CHECK(value_of("<piecewise>" + never + "<otherwise>" + cn("40") + "</otherwise></piecewise>") ==
        40.0);
  CHECK(std::isnan(value_of("<piecewise>" + never + "</piecewise>")));
}

TEST_CASE("formula: numbers in every notation, and constants", "[sbml]") {
  CHECK(value_of("<cn type='e-notation'>1.5<sep/>3</cn>") == 1500.0);
  CHECK(value_of("<cn type='rational'>1<sep/>4</cn>") == 0.25);
  CHECK(value_of("<cn type='integer'>12</cn>") == 12.0);
  CHECK(value_of("<infinity/>") == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(value_of("<notanumber/>")));
  CHECK(value_of("<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/time'>t"
                 "</csymbol>") == 3.0);
  CHECK(value_of("<csymbol encoding='text' "
                 "definitionURL='http://www.sbml.org/sbml/symbols/avogadro'>NA</csymbol>") ==
        Approx(6.02214e23).epsilon(1e-5));  // L3V2 fixes the value of CODATA 2006
}

TEST_CASE("formula: functions are written out, and may call each other", "[sbml]") {
  const std::string functions =
      "<listOfFunctionDefinitions><functionDefinition id='twice'>" +
      sbml_math("<lambda><bvar><ci>z</ci></bvar>" + sbml_apply("times", cn("2") + ci("z")) +
                "</lambda>") +
      "</functionDefinition><functionDefinition id='four'>" +
      sbml_math("<lambda><bvar><ci>a</ci></bvar><apply><ci>twice</ci><apply><ci>twice</ci>" +
                ci("a") + "</apply></apply></lambda>") +
      "</functionDefinition></listOfFunctionDefinitions>";
  const Network network =
      parse_sbml(sbml_model(functions + "<listOfParameters>" + sbml_parameter("a", "1") +
                            sbml_parameter("x", "0", "false") +
                            "</listOfParameters><listOfRules><assignmentRule variable='x'>" +
                            sbml_math("<apply><ci>four</ci>" + cn("5") + "</apply>") +
                            "</assignmentRule></listOfRules>"),
                 "functions.xml")
          .network;

  CHECK(evaluate(network.expressions, network.assignment_rules.at(0).value, 0.0,
                 [](Symbol) { return 0.0; }) == 20.0);
}

}  // namespace
