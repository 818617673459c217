/// delay() against solutions by the method of steps.
#include <cmath>
#include <string>

#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"
#include "verification/sbml/sbml_run.hpp"

namespace {

using namespace sigdyn;

std::string delayed(const std::string& operand, const std::string& lag) {
  return "<apply><csymbol encoding='text' "
         "definitionURL='http://www.sbml.org/sbml/symbols/delay'>delay</csymbol>" +
         operand + lag + "</apply>";
}

TEST_CASE("delay: x' = -x(t - 1) from x = 1 before the start", "[sbml][delay]") {
  const SbmlRun run =
      run_sbml(sbml_model("<listOfParameters>" + sbml_parameter("x", "1", "false") +
                          "</listOfParameters><listOfRules><rateRule variable='x'>" +
                          sbml_math(sbml_apply("minus", delayed(ci("x"), cn("1")))) +
                          "</rateRule></listOfRules>"),
               0.5, 6);

  REQUIRE(run.result.status == RunStatus::success);
  // x(t) = sum_k (-1)^k (t - (k - 1))^k / k! over k with t > k - 1.
  const auto exact = [](double t) {
    double sum = 1.0;
    double factorial = 1.0;
    for (int k = 1; t - (k - 1) > 0.0; ++k) {
      factorial *= k;
      sum += (k % 2 == 0 ? 1.0 : -1.0) * std::pow(t - (k - 1), k) / factorial;
    }
    return sum;
  };
  for (std::size_t i = 0; i < run.times.size(); ++i) {
    CHECK(run("x", i) == Approx(exact(run.times[i])).margin(1e-8));  // rtol 1e-10, 3 restarts
  }
}

TEST_CASE("delay: before the start initial assignments are evaluated at the past time",
          "[sbml][delay]") {
  const std::string time_symbol =
      "<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/time'>t</csymbol>";
  const SbmlRun run = run_sbml(
      sbml_model("<listOfParameters>" + sbml_parameter("x", "0", "false") +
                 sbml_parameter("y", "0", "false") +
                 "</listOfParameters><listOfInitialAssignments><initialAssignment symbol='x'>" +
                 sbml_math(sbml_apply("plus", time_symbol + cn("10"))) +
                 "</initialAssignment></listOfInitialAssignments><listOfRules>"
                 "<rateRule variable='x'>" +
                 sbml_math(cn("0")) +
                 "</rateRule>"
                 "<assignmentRule variable='y'>" +
                 sbml_math(delayed(ci("x"), cn("2"))) + "</assignmentRule></listOfRules>"),
      1.0, 3);
  CHECK(run("y", 0) == Approx(8.0));
  CHECK(run("y", 1) == Approx(9.0));
  CHECK(run("y", 3) == Approx(10.0));
}

}  // namespace
