#include "sweep/sweep_file.hpp"

#include <string>

#include "base/diagnostic.hpp"
#include "support/catch.hpp"
#include "sweep/sweep_table.hpp"

namespace {

using namespace sigdyn;
using Catch::Matchers::Contains;

SweepFile parse(const std::string& design_and_vary) {
  return parse_sweep_file("format: sigdyn-sweep/1\nid: s\nscenario: scenario.yaml\n" +
                              design_and_vary + "record: {summary: {pAKT: [final, max]}}\n",
                          "s.yaml");
}

std::string error_of(const std::string& design_and_vary) {
  try {
    parse(design_and_vary);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("sweep file: a grid of log levels with units", "[sweep]") {
  const SweepFile file =
      parse("design: grid\nvary: {IGFBP3: {log: [0.1 nM, 100 nM], points: 25}}\n");
  REQUIRE(file.vary.size() == 1);
  CHECK(file.vary[0].target.value == "IGFBP3");
  CHECK(file.vary[0].form == VaryEntry::Form::log_levels);
  CHECK(file.vary[0].n_points == 25);
  CHECK(file.vary[0].values[1].value.quantity.value == 100.0);
  CHECK(file.vary[0].values[1].value.quantity.unit.text == "nM");
}

TEST_CASE("sweep file: a Sobol design over ranges relative to nominal", "[sweep]") {
  const SweepFile file =
      parse("design: {sobol: {samples: 4096, seed: 7}}\nvary: {kon: {log_uniform: [x0.5, x2]}}\n");
  CHECK(file.design == DesignKind::sobol);
  CHECK(file.n_samples == 4096);
  CHECK(file.seed == 7);
  CHECK(file.vary[0].values[0].value.is_relative);
  CHECK(file.vary[0].values[1].value.quantity.value == 2.0);
}

TEST_CASE("sweep file: mistakes are named with their place", "[sweep]") {
  CHECK_THAT(error_of("design: gird\nvary: {a: [1, 2]}\n"),
             Contains("s.yaml:4:9: error: unknown design 'gird'") && Contains("'grid'"));
  CHECK_THAT(error_of("design: grid\nvary: {a: {log: [2 nM, 1 nM], points: 3}}\n"),
             Contains("inverted"));
  CHECK_THAT(error_of("design: grid\nvary: {a: {log: [0 nM, 1 nM], points: 3}}\n"),
             Contains("a log range needs both ends above 0"));
  CHECK_THAT(error_of("design: grid\nvary: {a: {uniform: [1, 2]}}\n"),
             Contains("gives a range to sample where the design takes levels"));
  CHECK_THAT(error_of("design: {random: {samples: 0, seed: 1}}\nvary: {a: {uniform: [1, 2]}}\n"),
             Contains("'samples' is 0 (at least 1)"));
  CHECK_THAT(error_of("design: list\nvary: {a: [1, 2], b: [1, 2, 3]}\n"),
             Contains("'b' has 3 values where 'a' has 2"));
  CHECK_THAT(error_of("design: grid\nvary: {a: [x0.5, 2 nM], b: [x]}\n"), Contains("'x'"));
}

TEST_CASE("sweep table: columns carry units, factors and places", "[sweep]") {
  DiagnosticLog log;
  const std::string text = "kon [1/(nM*s)], IGF1 [nM], k [x]\n1e-3, 3.3, 0.5\n2e-3, 10, oops\n1\n";
  const auto entries = parse_sweep_table(text, "t.csv", log);
  REQUIRE(entries.size() == 3);
  CHECK(entries[1].target.value == "IGF1");
  CHECK(entries[1].values[1].value.quantity.value == 10.0);
  CHECK(entries[2].values[0].value.is_relative);
  REQUIRE(log.diagnostics().size() == 2);
  CHECK(to_string(log.diagnostics()[0]) ==
        "t.csv:3:10: error: 'oops' in column 'k' is no finite number");
  CHECK(log.diagnostics()[1].where.line == 4);
}

}  // namespace
