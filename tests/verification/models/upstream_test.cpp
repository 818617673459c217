// The receptor half by itself against values computed independently (BDF, LSODA and Radau at rtol
// 1e-7 or tighter) from the same reaction list. Tolerance: half a unit of the last digit printed,
// plus what our own tolerance of 1e-8 may add.
#include <string>
#include <vector>

#include "reference_csv.hpp"
#include "study.hpp"
#include "support/catch.hpp"

using namespace sigdyn::test;

namespace {

const char* const upstream = "models/igf1r/upstream.yaml";
const char* const tight = "solver: {rtol: 1e-9, atol: 1e-9}\n";
const char* const equilibrate = "equilibrate: {until: steady_state, at_most: 400 d}\n";

}  // namespace

TEST_CASE("the unstimulated receptor half rests where the reference says") {
  const Study study(upstream, std::string(equilibrate) + tight +
                                  "arms: {rest: {}}\noutput: {until: 1 min, points: 2}\n");
  const auto rest = [&](const char* name) {
    return Approx(study.first("rest", name)).epsilon(5e-5);
  };
  CHECK(10003.3 == rest("total_IGF1R"));
  CHECK(8570.8 == rest("surface_IGF1R"));
  CHECK(1432.6 == rest("IGF1R_e"));
  CHECK(655.22 == rest("IGF1R_precursor"));
  CHECK(12.8630 == rest("IGF1R_mRNA_total"));
  CHECK(9.898 == rest("IGF1R_mRNA"));
  CHECK(1.4825 == rest("IGF1R_mRNA_miR143"));
  CHECK(0.9883 == rest("IGF1R_mRNA_miR503"));
  CHECK(0.4942 == Approx(study.first("rest", "IGF1R_mRNA_miR1271")).margin(5e-5));
  CHECK(10296.4 == rest("IGF2R"));
  CHECK(89703.6 == rest("IGF2R_e"));
  CHECK(1.1396 == rest("IGF1R_gene"));
  CHECK(0.4717 == rest("IGF1R_gene_WT1"));
  CHECK(0.2750 == Approx(study.first("rest", "IGF1R_gene_TP53")).margin(5.1e-5));
  CHECK(0.1138 == Approx(study.first("rest", "IGF1R_gene_WT1_TP53")).margin(5.1e-5));
  CHECK(199.41 == rest("WT1"));
  CHECK(1743.61 == rest("TP53"));
  // 44 species; 104 one-way reactions
  CHECK(study.network().species.size() == 44);
  CHECK(study.network().reactions.size() == 104);
}

TEST_CASE("IGF1 and IGF2 phosphorylate, internalise and down-regulate IGF1R as in the reference") {
  const auto reference =
      read_reference(in_project("models/igf1r/reference/upstream_time_courses.csv"));
  std::string arms = "arms:\n  rest: {}\n";
  const std::size_t n = reference.at("dose_nM").size();
  for (std::size_t i = 0; i < n; ++i) {
    arms += "  arm" + std::to_string(i) + ": {set: {" +
            (reference.at("is_IGF2")[i] > 0 ? "IGF2" : "IGF1") + ": " +
            std::to_string(reference.at("dose_nM")[i]) + " nM}}\n";
  }
  const Study study(
      upstream,
      std::string(equilibrate) + tight + arms +
          "output: {times: [0 min, 5 min, 10 min, 15 min, 30 min, 60 min, 240 min, 1440 min]}\n");
  const double total = study.first("rest", "total_IGF1R");
  const double surface = study.first("rest", "surface_IGF1R");
  for (std::size_t i = 0; i < n; ++i) {
    const std::string arm = "arm" + std::to_string(i);
    for (const int minutes : {5, 10, 15, 30, 60, 240, 1440}) {
      INFO(arm << " at " << minutes << " min");
      CHECK(study.at(arm, "pIGF1R", 60.0 * minutes) / total ==
            Approx(reference.at("p" + std::to_string(minutes))[i]).margin(5.1e-5));
    }
    for (const int minutes : {30, 60, 1440}) {
      INFO(arm << " at " << minutes << " min");
      CHECK(study.at(arm, "surface_IGF1R", 60.0 * minutes) / surface ==
            Approx(reference.at("surface" + std::to_string(minutes))[i]).margin(5.1e-4));
    }
    CHECK(study.at(arm, "total_IGF1R", 86400.0) / total ==
          Approx(reference.at("total1440")[i]).margin(5.1e-4));
  }
}
