#include <string>

#include "sbml/load_sbml.hpp"
#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"

namespace {

using namespace sigdyn;

/// The message that reading `text` ends with.
template <class Error>
std::string message_of(const std::string& text) {
  try {
    parse_sbml(text, "bad.xml");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("bad SBML: broken XML is reported with its line", "[sbml]") {
  const std::string message = message_of<InputError>("<?xml version='1.0'?>\n<sbml>\n<model>");
  CHECK(has(message, "bad.xml:"));
  CHECK(has(message, "error"));
}

TEST_CASE("bad SBML: what is no SBML at all", "[sbml]") {
  CHECK(has(message_of<InputError>("begin parameters\n 1 k 2\nend parameters\n"), "error"));
  CHECK(has(message_of<InputError>("<html><body/></html>"), "error"));
  CHECK(has(message_of<InputError>(std::string("<sbml>\0</sbml>", 14)), "error"));
}

TEST_CASE("bad SBML: entity definitions are refused before they are expanded", "[sbml]") {
  const std::string message = message_of<InputError>(
      "<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>\n<sbml/>");
  CHECK(has(message, "bad.xml:2: error: has '<!ENTITY'"));
}

TEST_CASE("bad SBML: elements nested without end are refused", "[sbml]") {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<apply>";
  CHECK(has(message_of<InputError>(deep), "nested"));
}

TEST_CASE("bad SBML: an unknown name in a formula is reported", "[sbml]") {
  const std::string message = message_of<InputError>(
      sbml_model("<listOfParameters>" + sbml_parameter("x", "0", "false") +
                 "</listOfParameters><listOfRules><assignmentRule variable='x'>" +
                 sbml_math(ci("nobody")) + "</assignmentRule></listOfRules>"));
  CHECK(has(message, "nobody"));
}

TEST_CASE("bad SBML: assignments that form a loop are reported", "[sbml]") {
  const std::string message = message_of<InputError>(sbml_model(
      "<listOfParameters>" + sbml_parameter("x", "0", "false") + sbml_parameter("y", "0", "false") +
      "</listOfParameters><listOfRules><assignmentRule variable='x'>" + sbml_math(ci("y")) +
      "</assignmentRule><assignmentRule variable='y'>" + sbml_math(ci("x")) +
      "</assignmentRule></listOfRules>"));
  CHECK(has(message, "error"));
}

TEST_CASE("bad SBML: a parameter without a value that a formula reads is reported", "[sbml]") {
  const std::string message = message_of<InputError>(sbml_model(
      "<listOfParameters><parameter id='k' constant='true'/>" + sbml_parameter("x", "0", "false") +
      "</listOfParameters><listOfRules><assignmentRule variable='x'>" + sbml_math(ci("k")) +
      "</assignmentRule></listOfRules>"));
  CHECK(has(message, "'k' has no value"));
}

TEST_CASE("bad SBML: rateOf of something else than a name is reported", "[sbml]") {
  const std::string rate_of =
      "<csymbol encoding='text' "
      "definitionURL='http://www.sbml.org/sbml/symbols/rateOf'>r</csymbol>";
  const std::string operand = GENERATE(cn("2"), std::string(), ci("x") + ci("x"));
  const std::string message = message_of<InputError>(sbml_model(
      "<listOfParameters>" + sbml_parameter("x", "0", "false") +
      "</listOfParameters>\n<listOfRules><rateRule variable='x'>" +
      sbml_math("<apply>" + rate_of + operand + "</apply>") + "</rateRule></listOfRules>"));
  CHECK(has(message, "bad.xml:4"));
}

TEST_CASE("unsupported SBML: an algebraic rule of degree 3 is named with its place", "[sbml]") {
  const std::string cube = sbml_apply("power", ci("x") + cn("3"));
  const std::string message = message_of<UnsupportedError>(sbml_model(
      "<listOfParameters><parameter id='x' constant='false'/></listOfParameters>\n"
      "<listOfRules><algebraicRule>" +
      sbml_math(sbml_apply("minus", cube + cn("8"))) + "</algebraicRule></listOfRules>"));
  CHECK(has(message, "algebraic rule"));
  CHECK(has(message, "bad.xml:4"));
}

}  // namespace
