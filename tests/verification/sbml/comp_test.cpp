/// Models of models (package comp), flattened by libsbml, against closed solutions.
#include <cmath>
#include <string>

#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"
#include "verification/sbml/sbml_run.hpp"

namespace {

using namespace sigdyn;

// Solutions are exponentials; rtol 1e-10 and a factor of 10 for what accumulates.
constexpr double tolerance = 1e-9;

/// The definition `inner`: x' = -x from 1, and a constant z that nothing reads.
std::string hierarchical(const std::string& model) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"
  xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true">
<model id="m">)" +
         model +
         "</model><comp:listOfModelDefinitions><comp:modelDefinition id='inner'>"
         "<listOfParameters>" +
         sbml_parameter("x", "1", "false") + sbml_parameter("z", "1") +
         "</listOfParameters><listOfRules><rateRule variable='x'>" +
         sbml_math(sbml_apply("minus", ci("x"))) +
         "</rateRule></listOfRules><comp:listOfPorts><comp:port comp:id='p' comp:idRef='x'/>"
         "</comp:listOfPorts></comp:modelDefinition></comp:listOfModelDefinitions></sbml>";
}

TEST_CASE("comp: each submodel has quantities of its own, deletions take theirs away", "[sbml]") {
  const SbmlRun run = run_sbml(
      hierarchical("<comp:listOfSubmodels><comp:submodel comp:id='a' comp:modelRef='inner'/>"
                   "<comp:submodel comp:id='b' comp:modelRef='inner'><comp:listOfDeletions>"
                   "<comp:deletion comp:idRef='z'/></comp:listOfDeletions></comp:submodel>"
                   "</comp:listOfSubmodels>"),
      1.0, 1);
  CHECK(run("a__x", 1) == Approx(std::exp(-1.0)).epsilon(tolerance));
  CHECK(run("b__x", 1) == Approx(std::exp(-1.0)).epsilon(tolerance));
  CHECK(find_parameter(run.network, "a__z"));
  CHECK_FALSE(find_parameter(run.network, "b__z"));
}

TEST_CASE("comp: a replacement takes the place of what a port names, and time is converted",
          "[sbml]") {
  // y replaces x: y' = -y in the submodel's time, of which half a unit passes per unit here.
  const SbmlRun run = run_sbml(
      hierarchical("<listOfParameters><parameter id='y' value='4' constant='false'>"
                   "<comp:listOfReplacedElements><comp:replacedElement comp:submodelRef='s' "
                   "comp:portRef='p'/></comp:listOfReplacedElements></parameter>" +
                   sbml_parameter("tc", "2") +
                   "</listOfParameters><comp:listOfSubmodels><comp:submodel comp:id='s' "
                   "comp:modelRef='inner' comp:timeConversionFactor='tc'/>"
                   "</comp:listOfSubmodels>"),
      1.0, 1);
  CHECK(run("y", 1) == Approx(4.0 * std::exp(-0.5)).epsilon(tolerance));
  CHECK_FALSE(find_parameter(run.network, "s__x"));
}

}  // namespace
