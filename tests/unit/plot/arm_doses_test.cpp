#include "plot/arm_doses.hpp"

#include "base/diagnostic.hpp"
#include "scenario/load_scenario.hpp"
#include "support/catch.hpp"

using namespace sigdyn;

namespace {

Scenario with_arms(const std::string& arms) {
  return parse_scenario(
      "format: sigdyn-scenario/1\nid: s\nmodel: m.yaml\noutput: {until: 1 h}\narms:\n" + arms,
      "s.yaml");
}

}  // namespace

TEST_CASE("doses: arms by ascending dose in the unit of the first, the control at 0", "[plot]") {
  const Scenario scenario =
      with_arms("  high: {set: {L: 10 nM}}\n  control: {}\n  low: {set: {L: 100 pM}}\n");

  const ArmDoses doses = find_doses(scenario, "");

  CHECK(doses.name == "L");
  CHECK(doses.unit == "nM");
  REQUIRE(doses.series.size() == 1);
  CHECK(doses.series[0].arms == std::vector<std::size_t>{1, 2, 0});
  CHECK(doses.series[0].doses[0] == 0.0);
  CHECK(doses.series[0].doses[1] == Approx(0.1));
  CHECK(doses.series[0].doses[2] == 10.0);
  CHECK(doses.n_levels() == 2);
}

TEST_CASE("doses: arms that differ in something else make a series of their own", "[plot]") {
  const Scenario scenario = with_arms(
      "  a1: {apply: {drug: 1 nM}}\n  a2: {apply: {drug: 2 nM}}\n"
      "  b1: {apply: {drug: 1 nM, weak: 5 nM}}\n  b2: {apply: {drug: 2 nM, weak: 5 nM}}\n"
      "  mutant: {apply: [mutation]}\n");

  const ArmDoses doses = find_doses(scenario, "drug");

  REQUIRE(doses.series.size() == 2);
  CHECK(doses.series[0].others.empty());
  CHECK(doses.series[1].others == "weak 5 nM");
  CHECK(doses.series[1].arms == std::vector<std::size_t>{2, 3});
}

TEST_CASE("doses: arms without doses have none", "[plot]") {
  CHECK(find_doses(with_arms("  a: {}\n  b: {apply: [mutation]}\n"), "").n_levels() == 0);
}

TEST_CASE("doses: what no arm doses gets a suggestion", "[plot]") {
  CHECK_THROWS_AS(find_doses(with_arms("  a: {set: {IGF1: 1 nM}}\n"), "IGF2"), UsageError);
}
