/// Scenarios against networks: names, units, conflicts, and the plans that come out.
#include <string>
#include <vector>

#include "scenario/load_scenario.hpp"
#include "simulate/make_plans.hpp"
#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

constexpr double nano_molar = 6.02214076e14;  // molecules / L

/// Ligand in a volume, receptor on a surface, a rate constant, a knockdown with a level in [0, 1].
struct Model {
  NetworkBuilder b{2e-12};
  SpeciesId ligand = b.species("IGF1", 0.0);
  SpeciesId receptor = b.species("IGF1R", 8000.0);
  ParameterId k = b.parameter("kdeg", 1e-4);
  ParameterId level = b.parameter("level", 0.9);
  ParameterId derived = b.parameter("derived", 0.0);
  Model() {
    Network& network = b.network;
    network.compartments[0].dimensions = 3;
    Compartment membrane;
    membrane.name = "membrane";
    membrane.dimensions = 2;
    network.compartments.push_back(membrane);
    network.species[receptor.index].compartment = {1};
    network.parameters[k.index].unit = *parse_unit("1/h");
    network.assignment_rules = {{{SymbolKind::parameter, derived.index}, b.of(k)}};
    Perturbation knockdown;
    knockdown.name = "knockdown";
    knockdown.argument = level;
    knockdown.max = 1.0;
    knockdown.changes = {{Perturbation::Change::Kind::scale,
                          {SymbolKind::parameter, k.index},
                          b.make(Op::subtract, b.number(1.0), b.of(level))}};
    network.perturbations.push_back(knockdown);
    b.observable("pIGF1R", b.of(receptor));
  }
};

Scenario scenario(const std::string& body) {
  return parse_scenario("format: sigdyn-scenario/1\nid: s\nmodel: m.yaml\n" + body, "s.yaml");
}

std::vector<std::string> findings(const std::string& body, const Network& network) {
  std::vector<std::string> messages;
  try {
    make_plans(scenario(body), network);
  } catch (const InputError& error) {
    for (const Diagnostic& d : error.diagnostics()) messages.push_back(to_string(d));
  }
  return messages;
}

const std::string output = "output: {until: 1 h, points: 3}\n";

TEST_CASE("plans: set, dose and apply become actions in the units of the network", "[simulate]") {
  const Model model;
  const auto plans = make_plans(
      scenario(
          "arms:\n"
          "  control: {}\n"
          "  drug: {set: {IGF1R: 5 molecules, kdeg: 7.2 1/h}, apply: [knockdown]}\n"
          "protocol: [{at: 10 min, dose: {IGF1: 3.3 nM}, repeat: {every: 20 min, times: 9}}]\n" +
          output),
      model.b.network);

  REQUIRE(plans.size() == 2);
  CHECK(plans[0].label == "control");
  CHECK(plans[0].output_times == std::vector<double>{0.0, 1800.0, 3600.0});
  REQUIRE(plans[0].protocol.size() == 3);  // 10, 30 and 50 min; the rest is after the end
  CHECK(plans[0].protocol[1].t == 1800.0);
  const Action& dose = plans[0].protocol[0].actions.at(0);
  CHECK(dose.kind == Action::Kind::add);
  CHECK(dose.value == Approx(3.3 * nano_molar).epsilon(1e-14));
  CHECK(dose.size == ParameterId{0});

  REQUIRE(plans[1].protocol.size() == 4);
  const auto& actions = plans[1].protocol[0].actions;
  REQUIRE(actions.size() == 3);
  CHECK(actions[0].value == 5.0);
  CHECK_FALSE(actions[0].size.has_value());
  CHECK(actions[1].value == Approx(7.2 / 3600.0).epsilon(1e-14));
  CHECK(actions[2].kind == Action::Kind::scale);
  CHECK(actions[2].value == 0.9);  // the default
  CHECK(actions[2].argument == model.level);
}

TEST_CASE("plans: before acts in the equilibration, which names its limit", "[simulate]") {
  const Model model;
  const auto plans = make_plans(scenario("equilibrate: {until: steady_state, at_most: 2 d}\n"
                                         "arms: {a: {before: {apply: {knockdown: 0.5}}}, b: {}}\n" +
                                         output),
                                model.b.network);

  REQUIRE(plans[0].equilibration.has_value());
  CHECK(plans[0].equilibration->at_most == 172800.0);
  CHECK(plans[0].equilibration->actions.at(0).value == 0.5);
  CHECK(plans[1].equilibration->actions.empty());
  CHECK(plans[0].protocol.empty());
}

TEST_CASE("plans: every name the model lacks is reported at its place, with a suggestion",
          "[simulate]") {
  const Model model;
  CHECK(findings("arms: {a: {set: {IGF2: 1 nM}, apply: [knckdown]}}\n"
                 "protocol: [{at: 0 s, dose: {IGF1RR: 1 nM}}]\n"
                 "output: {until: 1 h, observe: [pIGFR1]}\n"
                 "compare: {to: a, report: [fold_chang]}\n",
                 model.b.network) ==
        std::vector<std::string>{
            // NOLINTBEGIN(bugprone-suspicious-missing-comma): each message is two literals
            "s.yaml:5:29: error: dose 'IGF1RR': the model has no species of this name, did you "
            "mean 'IGF1R'?",
            "s.yaml:4:18: error: set 'IGF2': the model has no species or parameter of this name, "
            "did you mean 'IGF1'?",
            "s.yaml:4:39: error: apply 'knckdown': the model has no perturbation of this name, did "
            "you mean 'knockdown'?",
            "s.yaml:6:32: error: observe: the model has no observable 'pIGFR1', did you mean "
            "'pIGF1R'?",
            "s.yaml:7:27: error: 'report' of compare: unknown metric 'fold_chang', did you mean "
            "'fold_change'?"});
  // NOLINTEND(bugprone-suspicious-missing-comma)
}

TEST_CASE("plans: units that do not fit are refused", "[simulate]") {
  const Model model;
  const auto refused = [&](const std::string& entry) {
    const auto messages = findings("arms: {a: " + entry + "}\n" + output, model.b.network);
    return messages.size() == 1 ? messages[0] : std::to_string(messages.size()) + " findings";
  };
  CHECK_THAT(refused("{set: {IGF1: 3 min}}"),
             Catch::Contains("a concentration or an amount with its unit, found '3 min' (time)"));
  CHECK_THAT(refused("{set: {IGF1: 3}}"), Catch::Contains("found '3'"));
  CHECK_THAT(refused("{set: {IGF1R: 3 nM}}"), Catch::Contains("is not in a volume"));
  CHECK_THAT(refused("{set: {kdeg: 3 nM}}"), Catch::Contains("1/time as in '1/h'"));
  CHECK_THAT(refused("{dose: {kdeg: 3 1/h}}"), Catch::Contains("this is a parameter"));
  CHECK_THAT(refused("{dose: {IGF1: -3 nM}}"), Catch::Contains("is negative"));
  CHECK_THAT(refused("{apply: {knockdown: 1.5}}"),
             Catch::Contains("the argument is 1.5, out of its bounds 0 to 1"));
  CHECK_THAT(refused("{set: {derived: 1}}"), Catch::Contains("follows a rule"));
  CHECK_THAT(refused("{set: {level: 1}}"), Catch::Contains("argument of a perturbation"));
  CHECK_THAT(refused("{set: {knockdown: 1}}"), Catch::Contains("use 'apply'"));
  CHECK(findings("output: {until: 100, points: 3}\n", model.b.network)
            .at(0)
            .find("a time with its unit") != std::string::npos);
}

TEST_CASE("plans: zero needs no unit", "[simulate]") {
  const Model model;
  CHECK(findings("arms: {a: {set: {IGF1: 0, IGF1R: 0, kdeg: 0}}}\n"
                 "protocol: [{at: 0, set: {IGF1R: 1 molecules}}]\n" +
                     output,
                 model.b.network)
            .size() == 2);  // only that IGF1R is set twice, and where
}

TEST_CASE("plans: a value set twice at one time is refused, scaled twice it is not", "[simulate]") {
  const Model model;
  const auto messages = findings(
      "arms: {a: {set: {IGF1: 1 nM}}}\n"
      "protocol: [{at: 0 s, set: {IGF1: 2 nM}}]\n" +
          output,
      model.b.network);
  REQUIRE(messages.size() == 2);
  CHECK_THAT(messages[0], Catch::Contains("s.yaml:4:18: error: 'IGF1' is set twice"));
  CHECK_THAT(messages[1], Catch::Contains("s.yaml:5:28: note: set here too"));
  CHECK(findings("arms: {a: {apply: [knockdown]}}\n"
                 "protocol: [{at: 0 s, apply: {knockdown: 0.5}}]\n" +
                     output,
                 model.b.network)
            .empty());
}

TEST_CASE("plans: a network without units takes numbers without units", "[simulate]") {
  Model model;
  model.b.network.units = {"", "", ""};
  const auto plans = make_plans(scenario("arms: {a: {set: {IGF1: 3}}}\n"
                                         "protocol: [{at: 5, dose: {IGF1: 1}}]\n"
                                         "output: {until: 10, points: 3}\n"),
                                model.b.network);

  CHECK(plans[0].output_times == std::vector<double>{0.0, 5.0, 10.0});
  CHECK(plans[0].protocol[0].actions[0].value == 3.0);
  CHECK(plans[0].protocol[1].t == 5.0);
  CHECK(findings(output, model.b.network).size() == 1);
}

TEST_CASE("plans: the solver section becomes options, a pinned method stays pinned", "[simulate]") {
  Model model;
  model.b.reaction({model.ligand, model.receptor}, {model.receptor}, model.k);
  model.b.reaction({model.receptor}, {}, model.k);
  const Simulator simulator(model.b.network);

  const auto plain = make_simulate_options(scenario(output), simulator);
  CHECK(plain.integrator.method == Method::automatic);
  CHECK(plain.retry == RetryLadder::any_method);
  CHECK(plain.integrator.error.absolute_atol.empty());

  const auto pinned = make_simulate_options(
      scenario(output + "solver: {method: dopri5, rtol: 1e-9, atol: 1 nM, atol_of: {IGF1R: 2 "
                        "molecules}}\n"),
      simulator);
  CHECK(pinned.integrator.method == Method::dopri5);
  CHECK(pinned.retry == RetryLadder::same_method);
  CHECK(pinned.integrator.error.rtol == 1e-9);
  REQUIRE(pinned.integrator.error.absolute_atol.size() == 2);
  CHECK(pinned.integrator.error.absolute_atol[0] == Approx(nano_molar * 2e-12));
  CHECK(pinned.integrator.error.absolute_atol[1] == 2.0);

  CHECK_THROWS_AS(make_simulate_options(scenario(output + "solver: {method: rodas6}\n"), simulator),
                  InputError);
}

}  // namespace
