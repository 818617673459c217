#include "describe/pathway_graph.hpp"

#include "described_model.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("pathway graph: a reaction and its reverse are one point, a catalyst is dashed",
          "[describe]") {
  const std::string dot = to_dot(described_model());

  CHECK(dot.find("digraph \"small\" {") == 0);
  CHECK(dot.find("  \"A\" -> r0 [dir=back, arrowsize=0.5];\n  r0 -> \"B\";\n") !=
        std::string::npos);
  CHECK(dot.find("  \"D\" -> r1 [style=dashed, dir=none];\n") != std::string::npos);
  CHECK(dot.find("r2") == std::string::npos);
}

/// Steps by hand: species are letters.
PathwayStep step(const std::string& from, const std::string& to, bool is_reversible = false) {
  PathwayStep made{.name = from + ">" + to, .is_reversible = is_reversible};
  for (const char c : from) made.from.push_back({static_cast<std::uint32_t>(c)});
  for (const char c : to) made.to.push_back({static_cast<std::uint32_t>(c)});
  return made;
}

std::string text_of(const std::vector<PathwayStep>& steps) {
  std::string text;
  const auto add = [&](const std::vector<SpeciesId>& species) {
    for (const SpeciesId id : species) text += static_cast<char>(id.index);
  };
  for (const PathwayStep& each : steps) {
    add(each.from);
    text += each.is_reversible ? "=" : ">";
    add(each.to);
    if (!each.catalysts.empty()) text += "/";
    add(each.catalysts);
    text += " ";
  }
  return text;
}

TEST_CASE("pathway graph: steps are the points of the picture, with catalysts apart",
          "[describe]") {
  const auto steps = pathway_steps(described_model());

  REQUIRE(steps.size() == 2);
  CHECK(steps[0].is_reversible);
  CHECK(steps[0].catalysts.empty());
  CHECK(steps[1].catalysts.size() == 1);
}

TEST_CASE("pathway graph: E + S <-> C -> E + P becomes S -> P by E", "[describe]") {
  CHECK(text_of(without_enzyme_complexes({step("ES", "C", true), step("C", "EP")})) == "S>P/E ");
  CHECK(text_of(without_enzyme_complexes(
            {step("ES", "C", true), step("C", "EP"), step("C", "EQ")})) == "S>P/E S>Q/E ");
}

TEST_CASE("pathway graph: a complex that does more than catalyse stays", "[describe]") {
  const std::vector<PathwayStep> bound_again{step("ES", "C", true), step("C", "EP"),
                                             step("CI", "D", true)};
  const std::vector<PathwayStep> only_bound{step("LR", "C", true)};
  const std::vector<PathwayStep> gives_none_back{step("AB", "C", true), step("C", "XY")};

  CHECK(text_of(without_enzyme_complexes(bound_again)) == "ES=C C>EP CI=D ");
  CHECK(text_of(without_enzyme_complexes(only_bound)) == "LR=C ");
  CHECK(text_of(without_enzyme_complexes(gives_none_back)) == "AB=C C>XY ");
}

}  // namespace
