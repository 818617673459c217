#include "sbml/detail/squeeze.hpp"

#include <string>

#include "base/diagnostic.hpp"
#include "sbml/load_sbml.hpp"
#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"

namespace {

using namespace sigdyn;
using detail::without_indentation;

TEST_CASE("squeeze: blanks between tags go, line breaks move behind the next name", "[sbml]") {
  CHECK(without_indentation("<a>\n  <b x='1'/>\n\n</a>\n") == "<a><b\n x='1'/></a\n\n>\n");
  CHECK(without_indentation("<a> <b\n/></a>") == "<a><b\n/></a>");
}

TEST_CASE("squeeze: text, comments, sections and prologues stay as they are", "[sbml]") {
  for (const std::string text : {"<?xml version='1.0'?>\n<a/>", "<a> <!-- <b>\n<c> --> <d/></a>",
                                 "<ci> x </ci>", "<ci>\n </ci>", "<a>\n<![CDATA[ <b> <c> ]]>\n</a>",
                                 "<a x='p > q' y='1'/>", "<a> <b", "<a", "", "no markup"}) {
    INFO(text);
    CHECK(without_indentation(text) == text);
  }
}

TEST_CASE("squeeze: errors are found on the lines that the file has", "[sbml]") {
  const std::string text =
      sbml_model("\n\n  <listOfParameters>\n    <parameter id='k' constant='true'/>\n" +
                 sbml_parameter("x", "0", "false") +
                 "\n  </listOfParameters>\n\n  <listOfRules>\n  <assignmentRule variable='x'>\n" +
                 sbml_math(ci("k")) + "\n  </assignmentRule>\n</listOfRules>");
  try {
    parse_sbml(text, "lines.xml");
    FAIL("a parameter without a value was accepted");
  } catch (const InputError& error) {
    CHECK(error.diagnostics().front().where.line == 6);
  }
}

}  // namespace
