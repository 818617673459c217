#include "scenario/load_scenario.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

const std::string header =
    "format: sigdyn-scenario/1\n"
    "id: test\n"
    "model: m.yaml\n";

Scenario parse(const std::string& rest) {
  return parse_scenario(header + rest, "s.yaml");
}

std::string first_error(const std::string& rest) {
  try {
    parse(rest);
  } catch (const InputError& error) {
    return to_string(error.diagnostics().front());
  }
  return "no error";
}

TEST_CASE("scenario: the example of the design reads as written", "[scenario]") {
  const Scenario s = parse(
      "question: does it?\n"
      "equilibrate: {until: steady_state, at_most: 30 d}\n"
      "arms:\n"
      "  control: {}\n"
      "  both: {apply: {target_x_inhibitor: 1 uM, antibody: default}, before: {set: {K: 2 1/s}}}\n"
      "protocol:\n"
      "  - {at: 0 min, set: {IGF1: 3.3 nM}}\n"
      "  - {at: 2 h, dose: {Linsitinib: 100 nM}, repeat: {every: 12 h, times: 4}}\n"
      "output: {until: 48 h, points: 577, observe: [pAKT, ppERK], species: false}\n"
      "compare: {to: control, report: [fold_change, max]}\n"
      "solver: {method: rodas5p, rtol: 1e-8, atol: 1 pM, atol_of: {A: 1 fM}, max_steps: 500}\n");

  CHECK(s.id == "test");
  CHECK(s.model.value == "m.yaml");
  REQUIRE(s.equilibrate.has_value());
  CHECK(s.equilibrate->until_steady_state);
  CHECK(s.equilibrate->at_most.value.coherent() == 30.0 * 86400.0);
  REQUIRE(s.arms.size() == 2);
  CHECK(s.arms[0].name.value == "control");
  REQUIRE(s.arms[1].at_start.apply.size() == 2);
  CHECK(s.arms[1].at_start.apply[0].argument->value.value == 1.0);
  CHECK_FALSE(s.arms[1].at_start.apply[1].argument.has_value());
  CHECK(s.arms[1].before.set.at(0).name.value == "K");
  REQUIRE(s.protocol.size() == 2);
  CHECK(s.protocol[0].treatment.set.at(0).value.value.unit.text == "nM");
  CHECK(s.protocol[1].at.value.coherent() == 7200.0);
  CHECK(s.protocol[1].repeat_every->value.coherent() == 43200.0);
  CHECK(s.protocol[1].repeat_times == 4);
  CHECK(s.output.times.size() == 577);
  CHECK(s.output.times.back() == 172800.0);
  CHECK(s.output.observe.at(1).value == "ppERK");
  CHECK_FALSE(s.output.species);
  CHECK(s.compare->to.value == "control");
  CHECK(s.solver.method.value == "rodas5p");
  CHECK(s.solver.rtol == 1e-8);
  CHECK(s.solver.atol.value.unit.dimension == concentration_dimension);
  CHECK(s.solver.atol_of.at(0).name.value == "A");
  CHECK(s.solver.max_steps == 500);
}

TEST_CASE("scenario: without arms there is one, named run", "[scenario]") {
  const Scenario s = parse("output: {until: 1 h}\n");

  REQUIRE(s.arms.size() == 1);
  CHECK(s.arms[0].name.value == "run");
  CHECK(s.output.times.size() == 201);
  CHECK(s.solver.method.value == "auto");
}

TEST_CASE("scenario: apply takes a map, a list, or one name", "[scenario]") {
  const Scenario s = parse(
      "arms: {a: {apply: [x, y]}, b: {apply: z}, c: {apply: {x: 0.5}}}\n"
      "output: {until: 1 h}\n");

  CHECK(s.arms[0].at_start.apply.size() == 2);
  CHECK(s.arms[1].at_start.apply.at(0).name.value == "z");
  CHECK(s.arms[2].at_start.apply.at(0).argument->value.value == 0.5);
}

TEST_CASE("scenario: a grid of points, of spacing and of listed times ends at the same instant",
          "[scenario]") {
  CHECK(parse("output: {until: 1 h, points: 7}\n").output.times.back() == 3600.0);
  const Scenario spaced = parse("output: {until: 1 h, every: 25 min}\n");
  CHECK(spaced.output.times == std::vector<double>{0.0, 1500.0, 3000.0, 3600.0});
  // 0.1 h is not a binary number: ten of them must not give a second point just before the hour.
  CHECK(parse("output: {until: 1 h, every: 0.1 h}\n").output.times.size() == 11);
  const Scenario listed = parse("output: {times: [0 s, 1 min, 1 h]}\n");
  CHECK(listed.output.times == std::vector<double>{0.0, 60.0, 3600.0});
}

TEST_CASE("scenario: grids that share points share their bits", "[scenario]") {
  const auto coarse = parse("output: {until: 47.3 h, points: 301}\n").output.times;
  const auto fine = parse("output: {until: 47.3 h, points: 901}\n").output.times;

  for (std::size_t i = 0; i < coarse.size(); ++i) CHECK(coarse[i] == fine[3 * i]);
}

TEST_CASE("scenario: numbers without units are times of a model that has none", "[scenario]") {
  const Scenario s = parse("output: {until: 100, points: 11}\n");

  CHECK(s.output.times.at(1) == 10.0);
  CHECK(s.output.until.value.unit.dimension == dimensionless);
}

TEST_CASE("scenario: all mistakes of a file are found in one go", "[scenario]") {
  try {
    parse(
        "quesion: typo\n"
        "protocol: [{at: -1 h, set: {A: 1 nM}}, {at: 1 nM, dose: {A: 1 nM}}]\n"
        "output: {until: 1 h, points: 1}\n"
        "compare: {to: nobody}\n");
    FAIL("accepted");
  } catch (const InputError& error) {
    CHECK(error.diagnostics().size() == 5);
  }
}

TEST_CASE("scenario: an action after the last output is refused, a repeat that outlasts it is not",
          "[scenario]") {
  CHECK(first_error("protocol: [{at: 2 h, dose: {A: 1 nM}}]\noutput: {until: 1 h}\n") ==
        "s.yaml:4:17: error: this protocol entry comes after the last output (it would have no "
        "effect)");
  CHECK_NOTHROW(
      parse("protocol: [{at: 0 h, dose: {A: 1 nM}, repeat: {every: 12 h, times: 99}}]\n"
            "output: {until: 24 h}\n"));
}

TEST_CASE("scenario: equilibrate is either until steady or for a time", "[scenario]") {
  CHECK(parse("equilibrate: {for: 24 h}\noutput: {until: 1 h}\n").equilibrate->until_steady_state ==
        false);
  CHECK(first_error("equilibrate: {for: 24 h, at_most: 2 d}\noutput: {until: 1 h}\n")
            .find("equilibrate has 'for' beside") != std::string::npos);
  CHECK(first_error("equilibrate: {until: forever, at_most: 2 d}\noutput: {until: 1 h}\n")
            .find("expected steady_state") != std::string::npos);
}

}  // namespace
