/// Events against what SBML L3V2 section 4.11 says about them, in models with closed solutions.
#include <cmath>
#include <string>

#include "support/catch.hpp"
#include "unit/sbml/sbml_text.hpp"
#include "verification/sbml/sbml_run.hpp"

namespace {

using namespace sigdyn;

const std::string time_symbol =
    "<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/time'>t</csymbol>";

std::string sets(const std::string& variable, const std::string& math) {
  return "<eventAssignment variable='" + variable + "'>" + sbml_math(math) + "</eventAssignment>";
}

struct EventText {
  std::string trigger;
  std::string assignments;
  std::string more = {};  // delay, priority
  std::string flags = "initialValue='true' persistent='true'";
  std::string values_of_trigger = "true";
};

std::string event(const EventText& text) {
  return "<event useValuesFromTriggerTime='" + text.values_of_trigger + "'><trigger " + text.flags +
         ">" + sbml_math(text.trigger) + "</trigger>" + text.more + "<listOfEventAssignments>" +
         text.assignments + "</listOfEventAssignments></event>";
}

/// x grows at rate 1 from 0; y, z stand still at 0; then the events.
std::string clock_model(const std::string& events) {
  return sbml_model("<listOfParameters>" + sbml_parameter("x", "0", "false") +
                    sbml_parameter("y", "0", "false") + sbml_parameter("z", "0", "false") +
                    "</listOfParameters><listOfRules><rateRule variable='x'>" + sbml_math(cn("1")) +
                    "</rateRule></listOfRules><listOfEvents>" + events + "</listOfEvents>");
}

std::string delay_of(const std::string& duration) {
  return "<delay>" + sbml_math(cn(duration)) + "</delay>";
}

std::string priority_of(const std::string& value) {
  return "<priority>" + sbml_math(cn(value)) + "</priority>";
}

// x is integrated without error but for rounding: events at x = c are at t = c to 1e-12.
constexpr double rounding = 1e-12;

TEST_CASE("events: fire when the trigger turns true, found within the step", "[sbml][events]") {
  const SbmlRun run =
      run_sbml(clock_model(event({.trigger = sbml_apply("gt", ci("x") + cn("1.2345")),
                                  .assignments = sets("y", time_symbol)})),
               1.0, 3);
  CHECK(run("y", 1) == 0.0);
  CHECK(run("y", 2) == Approx(1.2345).margin(rounding));
}

TEST_CASE("events: a window that opens and closes within one step is seen", "[sbml][events]") {
  const std::string window = sbml_apply(
      "and", sbml_apply("gt", ci("x") + cn("500")) + sbml_apply("lt", ci("x") + cn("500.001")));
  const SbmlRun run = run_sbml(
      clock_model(event({.trigger = window, .assignments = sets("y", cn("1"))})), 1000.0, 1);
  CHECK(run("y", 1) == 1.0);
}

TEST_CASE("events: the same at a known time", "[sbml][events]") {
  const std::string window = sbml_apply("and", sbml_apply("geq", time_symbol + cn("500")) +
                                                   sbml_apply("lt", time_symbol + cn("500.001")));
  const SbmlRun run = run_sbml(
      clock_model(event({.trigger = window, .assignments = sets("y", cn("1"))})), 500.0, 2);
  CHECK(run("y", 0) == 0.0);
  CHECK(run("y", 1) == 1.0);  // output at the instant holds the value after the event
}

TEST_CASE("events: at the start only if the trigger counts as false before", "[sbml][events]") {
  const auto fires = [](const std::string& initial_value) {
    return run_sbml(
        clock_model(event({.trigger = sbml_apply("geq", ci("x") + cn("0")),
                           .assignments = sets("y", cn("1")),
                           .flags = "initialValue='" + initial_value + "' persistent='true'"})),
        1.0, 1)("y", 0);
  };
  CHECK(fires("false") == 1.0);
  CHECK(fires("true") == 0.0);
}

TEST_CASE("events: a delayed one has the values of its trigger or of its execution",
          "[sbml][events]") {
  const auto value_at_end = [](const std::string& values_of_trigger) {
    return run_sbml(clock_model(event({.trigger = sbml_apply("gt", ci("x") + cn("1")),
                                       .assignments = sets("y", ci("x")),
                                       .more = delay_of("2"),
                                       .values_of_trigger = values_of_trigger})),
                    1.0, 4)("y", 4);
  };
  CHECK(value_at_end("true") == Approx(1.0).margin(rounding));
  CHECK(value_at_end("false") == Approx(3.0).margin(rounding));
}

TEST_CASE("events: one that does not persist is called off when its trigger turns false",
          "[sbml][events]") {
  const auto value_at_end = [](const std::string& persistent) {
    const std::string pulse = sbml_apply(
        "and", sbml_apply("gt", ci("x") + cn("1")) + sbml_apply("lt", ci("x") + cn("2")));
    return run_sbml(
        clock_model(event({.trigger = pulse,
                           .assignments = sets("y", cn("1")),
                           .more = delay_of("1.5"),
                           .flags = "initialValue='true' persistent='" + persistent + "'"})),
        1.0, 4)("y", 4);
  };
  CHECK(value_at_end("true") == 1.0);
  CHECK(value_at_end("false") == 0.0);
}

TEST_CASE("events: the highest priority goes first, and may call the others off",
          "[sbml][events]") {
  const std::string trigger = sbml_apply("geq", time_symbol + cn("1"));
  const auto ordered = [&](const std::string& first, const std::string& second) {
    return run_sbml(
        clock_model(event({.trigger = trigger,
                           .assignments = sets("y", sbml_apply("plus", ci("y") + cn("1"))),
                           .more = priority_of(first),
                           .values_of_trigger = "false"}) +
                    event({.trigger = trigger,
                           .assignments = sets("y", sbml_apply("times", ci("y") + cn("10"))),
                           .more = priority_of(second),
                           .values_of_trigger = "false"})),
        1.0, 2)("y", 2);
  };
  CHECK(ordered("2", "1") == 10.0);  // (0 + 1) * 10
  CHECK(ordered("1", "2") == 1.0);   // 0 * 10 + 1
}

TEST_CASE("events: between equal priorities chance decides, the same in every run",
          "[sbml][events]") {
  // A tie at t = 1, 2, ... 20: z becomes 4 z + 1 if the first goes first, else 4 z + 2.
  std::string events;
  for (int t = 1; t <= 20; ++t) {
    const std::string trigger = sbml_apply("geq", time_symbol + cn(std::to_string(t)));
    const std::string twice = sbml_apply("times", cn("2") + ci("z"));
    for (const std::string& math : {twice, sbml_apply("plus", twice + cn("1"))}) {
      events += event({.trigger = trigger,
                       .assignments = sets("z", math),
                       .more = priority_of("1"),
                       .values_of_trigger = "false"});
    }
  }
  const double all = run_sbml(clock_model(events), 21.0, 1)("z", 1);
  int n_first = 0;
  int n_second = 0;
  for (double rest = all; rest > 0.0; rest = std::floor(rest / 4.0)) {
    const double digit = std::fmod(rest, 4.0);
    n_first += digit == 1.0 ? 1 : 0;
    n_second += digit == 2.0 ? 1 : 0;
  }

  CHECK(n_first + n_second == 20);
  CHECK(n_first >= 4);  // fewer of either: one seed in 400
  CHECK(n_second >= 4);
  CHECK(run_sbml(clock_model(events), 21.0, 1)("z", 1) == all);
}

TEST_CASE("events: cascade at one instant", "[sbml][events]") {
  const SbmlRun run = run_sbml(
      clock_model(event({.trigger = sbml_apply("geq", time_symbol + cn("1")),
                         .assignments = sets("y", cn("5"))}) +
                  event({.trigger = sbml_apply("gt", ci("y") + cn("4")),
                         .assignments = sets("z", sbml_apply("times", cn("2") + ci("y")))})),
      1.0, 1);
  CHECK(run("z", 1) == 10.0);
}

TEST_CASE("events: those that trigger each other without end are reported", "[sbml][events]") {
  const SbmlRun run =
      run_sbml(clock_model(event({.trigger = sbml_apply("gt", ci("x") + cn("1")),
                                  .assignments = sets("x", cn("0")) + sets("y", cn("1"))}) +
                           event({.trigger = sbml_apply("gt", ci("y") + cn("0")),
                                  .assignments = sets("y", cn("0")) + sets("x", cn("2"))})),
               1.0, 2);
  CHECK(run.result.status == RunStatus::failed);
  CHECK(run.result.solver_status == SolveStatus::event_chattering);
}

TEST_CASE(
    "events: a concentration is set with the volume at execution, an amount stays when the "
    "volume changes",
    "[sbml][events]") {
  const SbmlRun run =
      run_sbml(sbml_model("<listOfCompartments>" + sbml_compartment("C", "2", "false") +
                          "</listOfCompartments><listOfSpecies>" + sbml_species("S", "6") +
                          sbml_species("T", "6") + "</listOfSpecies><listOfEvents>" +
                          event({.trigger = sbml_apply("geq", time_symbol + cn("1")),
                                 .assignments = sets("S", cn("5")) + sets("C", cn("4"))}) +
                          "</listOfEvents>"),
               1.0, 1);
  CHECK(run("C", 1) == 4.0);
  CHECK(run("S", 1) == 10.0);
  CHECK(run("T", 1) == 6.0);
}

}  // namespace
