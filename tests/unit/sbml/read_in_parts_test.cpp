#include "sbml/detail/read_in_parts.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <sbml/SBMLTypes.h>

#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"

namespace {

using namespace sigdyn;
using detail::DocumentPointer;
using detail::read_in_parts;
using detail::split_reactions;

/// A -> B thirty times, each on some lines of its own; what comes behind the reactions is there
/// too.
std::string thirty_reactions() {
  std::string reactions;
  for (int i = 0; i < 30; ++i) {
    reactions +=
        "\n <reaction id='R" + std::to_string(i) +
        "' reversible='false'>\n  <notes><p xmlns='http://www.w3.org/1999/xhtml'>a</p></notes>"
        "\n  <!-- <reaction id='none'> --><listOfReactants><speciesReference species='A' "
        "stoichiometry='1' constant='true'/></listOfReactants>\n  <kineticLaw>" +
        sbml_math(sbml_apply("times", ci("k") + "\n" + ci("A"))) + "</kineticLaw>\n </reaction>";
  }
  return sbml_model(
      "\n<listOfCompartments>" + sbml_compartment("C", "1") + "</listOfCompartments>\n" +
      "<listOfSpecies>" + sbml_species("A", "1") + "</listOfSpecies><listOfParameters>\n" +
      sbml_parameter("k", "1") + sbml_parameter("x", "1", "false") + "</listOfParameters>\n\n" +
      "<listOfInitialAssignments/>\n<listOfReactions\n>" + reactions + "\n</listOfReactions>\n" +
      "<listOfEvents>\n<event useValuesFromTriggerTime='true'><trigger initialValue='true' "
      "persistent='true'>\n" +
      sbml_math("<true/>") + "</trigger></event></listOfEvents>");
}

/// Of everything in the document in its order: what it is, its line, and whether it knows where it
/// belongs.
std::vector<std::string> elements_of(::SBMLDocument& document) {
  std::vector<std::string> elements;
  const std::unique_ptr<::List> all(document.getAllElements());
  for (unsigned i = 0; i < all->getSize(); ++i) {
    const auto& element = *static_cast<const ::SBase*>(all->get(i));
    CHECK(element.getSBMLDocument() == &document);
    CHECK(element.getModel() == document.getModel());
    elements.push_back(element.getElementName() + " " + element.getId() + " " +
                       std::to_string(element.getLine()));
  }
  return elements;
}

TEST_CASE("read in parts: a document is the same, lines included, whatever the number of parts",
          "[sbml]") {
  const std::string text = thirty_reactions();
  const DocumentPointer whole = read_in_parts(text, 1);
  REQUIRE(whole->getNumErrors() == 0);
  REQUIRE(whole->getModel()->getNumReactions() == 30);
  const std::unique_ptr<char, void (*)(void*)> written(::writeSBMLToString(whole.get()), std::free);

  for (const std::size_t n_parts : {2U, 3U, 5U, 8U}) {
    INFO(n_parts << " parts");
    CHECK(split_reactions(text, n_parts).size() > 1);
    const DocumentPointer parts = read_in_parts(text, n_parts);
    CHECK(elements_of(*parts) == elements_of(*whole));
    const std::unique_ptr<char, void (*)(void*)> again(::writeSBMLToString(parts.get()), std::free);
    CHECK(std::string(again.get()) == written.get());
  }
}

TEST_CASE("read in parts: each reaction is in one part, all else in the first", "[sbml]") {
  const std::vector<std::string> parts = split_reactions(thirty_reactions(), 4);
  REQUIRE(parts.size() > 2);
  std::multiset<std::string> ids;
  for (const std::string& part : parts) {
    const DocumentPointer document = read_in_parts(part, 1);
    CHECK(document->getNumErrors() == 0);
    const ::Model& model = *document->getModel();
    for (unsigned i = 0; i < model.getNumReactions(); ++i)
      ids.insert(model.getReaction(i)->getId());
    CHECK(model.getNumReactions() > 0);
    CHECK(model.getNumSpecies() == (&part == &parts.front() ? 1 : 0));
    CHECK(model.getNumEvents() == (&part == &parts.front() ? 1 : 0));
  }
  CHECK(ids.size() == 30);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 30);
}

TEST_CASE("read in parts: errors are those of the whole text, on its lines", "[sbml]") {
  std::string text = thirty_reactions();
  const std::string after =
      GENERATE("<reaction id='R2'", "<reaction id='R17'", "<reaction id='R29'");
  text.insert(text.find(after) + after.size(), " surplus='1'");
  const DocumentPointer whole = read_in_parts(text, 1);
  const DocumentPointer parts = read_in_parts(text, 4);

  REQUIRE(whole->getNumErrors() == 1);
  REQUIRE(parts->getNumErrors() == 1);
  CHECK(parts->getError(0)->getLine() == whole->getError(0)->getLine());
  CHECK(parts->getError(0)->getMessage() == whole->getError(0)->getMessage());
}

TEST_CASE("read in parts: what has no list of reactions to split stays whole", "[sbml]") {
  for (const std::string& text :
       {std::string(), std::string("no markup"), std::string("<a><b/></a>"),
        sbml_model("<listOfReactions/>"), sbml_model("<notes><listOfReactions>"),
        "<sbml><listOfReactions><reaction/><reaction/></listOfReactions></sbml>" + std::string()}) {
    INFO(text);
    CHECK(split_reactions(text, 2) == std::vector<std::string>{text});
  }
}

TEST_CASE("read in parts: an angle bracket within an attribute does no harm", "[sbml]") {
  std::string text = thirty_reactions();
  text.insert(text.find("id=\"m\""), GENERATE("name='a > b' ", "name='a/> b' "));
  const DocumentPointer document = read_in_parts(text, 4);
  CHECK(document->getNumErrors() == 0);
  CHECK(document->getModel()->getNumReactions() == 30);
  CHECK(document->getModel()->getName().size() > 3);
}

}  // namespace
