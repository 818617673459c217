// Every shipped scenario runs, and answers in the direction and size class its file expects. Bounds
// are wide on purpose: they say what a reader may rely on, not what the model gives to three
// digits.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "study.hpp"
#include "support/catch.hpp"

using sigdyn::test::crossing;
using sigdyn::test::in_project;
using sigdyn::test::Study;

namespace {

Study run(const std::string& name) {
  return Study("scenarios/" + name + ".yaml");
}

bool between(double low, double x, double high) {
  return low <= x && x <= high;
}

/// Final value of an arm relative to that of another.
double fold(const Study& study, const char* observable, const char* arm, const char* reference) {
  return study.last(arm, observable) / study.last(reference, observable);
}

/// Dose [nM] at which an observable stands half-way between rest and the highest dose.
double half_maximal_dose(const Study& study, const std::string& observable, double t) {
  std::vector<double> doses;
  std::vector<double> answers;
  for (const auto& arm : study.scenario().arms) {
    if (arm.at_start.apply.empty()) continue;
    doses.push_back(arm.at_start.apply.front().argument->value.value);
    answers.push_back(study.at(arm.name.value, observable, t) - study.at("control", observable, t));
  }
  return crossing(doses, answers, 0.5 * answers.back());
}

}  // namespace

TEST_CASE("scenario igf1_stimulation: the core answers in the order receptor, ERK, AKT, S6K") {
  const Study study = run("igf1_stimulation");
  CHECK(study.peak("igf1_1nM", "pAKT") > 5.0 * study.peak("control", "pAKT"));
  CHECK(study.peak("igf1_13nM", "pAKT") > study.peak("igf1_1nM", "pAKT"));
  CHECK(study.time_of_peak("igf1_13nM", "ppERK") <= study.time_of_peak("igf1_13nM", "pAKT"));
  CHECK(study.time_of_peak("igf1_13nM", "pAKT") < study.time_of_peak("igf1_13nM", "active_S6K"));
  CHECK(between(0.2, study.last("igf1_13nM", "ppERK") / study.peak("igf1_13nM", "ppERK"), 0.6));
}

TEST_CASE("scenario igf1_time_course: ERK is transient, AKT is sustained for a day") {
  const Study study = run("igf1_time_course");
  CHECK(study.last("igf1_10nM", "pAKT") > 0.4 * study.peak("igf1_10nM", "pAKT"));
  CHECK(study.at("igf1_10nM", "ppERK", 3600.0) < 0.6 * study.peak("igf1_10nM", "ppERK"));
  CHECK(fold(study, "proliferation", "igf1_10nM", "control") > 2.0);
  CHECK(fold(study, "surface_IGF1R", "igf1_10nM", "control") < 0.7);
  CHECK(fold(study, "total_IGF1R", "igf1_10nM", "control") > 0.6);
}

TEST_CASE("scenario igf1_dose_response: AKT is half-maximal between 0.2 and 5 nM") {
  const Study study = run("igf1_dose_response");
  const double at_10_min = half_maximal_dose(study, "pAKT", 600.0);
  const double at_60_min = half_maximal_dose(study, "pAKT", 3600.0);
  CHECK(between(0.2, at_10_min, 5.0));
  CHECK(between(0.2, at_60_min, 5.0));
  CHECK(at_60_min < at_10_min);
  CHECK(between(1.0, half_maximal_dose(study, "pIGF1R", 600.0), 4.0));
}

TEST_CASE("scenario igf2_dose_response: IGF2 needs about three times the dose of IGF1") {
  const Study igf1 = run("igf1_dose_response");
  const Study igf2 = run("igf2_dose_response");
  const double ratio =
      half_maximal_dose(igf2, "pIGF1R", 600.0) / half_maximal_dose(igf1, "pIGF1R", 600.0);
  CHECK(between(2.5, ratio, 5.0));
}

TEST_CASE("scenario igf2_time_course: IGF2 answers later and less than the same dose of IGF1") {
  const Study study = run("igf2_time_course");
  CHECK(study.peak("igf2_3_3nM", "pIGF1R") < 0.8 * study.peak("igf1_3_3nM", "pIGF1R"));
  CHECK(study.time_of_peak("igf2_3_3nM", "pIGF1R") > study.time_of_peak("igf1_3_3nM", "pIGF1R"));
}

TEST_CASE("scenario igfbp3_sequestration: premixed IGFBP3 keeps IGF1 off, late IGFBP3 less so") {
  const Study study = run("igfbp3_sequestration");
  const auto early = [&](const char* arm) { return study.at(arm, "pIGF1R", 900.0); };
  CHECK(early("premixed_1_65") < 0.9 * early("igf1"));
  CHECK(between(0.15, early("premixed_3_3") / early("igf1"), 0.5));
  CHECK(early("premixed_6_6") < 0.12 * early("igf1"));
  CHECK(early("premixed_13_2") < 0.05 * early("igf1"));
  CHECK(early("together_3_3") > 1.5 * early("premixed_3_3"));
}

TEST_CASE("scenario igfbp7_block: the receptor is the route, the sink alone blocks less") {
  const Study study = run("igfbp7_block");
  CHECK(study.peak("igfbp7_50nM", "pIGF1R") < 0.3 * study.peak("igf1", "pIGF1R"));
  CHECK(study.peak("sink_only_50nM", "pIGF1R") > 2.0 * study.peak("igfbp7_50nM", "pIGF1R"));
  CHECK(study.at("igfbp7_50nM", "surface_IGF1R", 3600.0) >
        1.05 * study.at("igf1", "surface_IGF1R", 3500.0));
}

TEST_CASE("scenario igfbp_proteolysis: protease frees IGF1") {
  const Study study = run("igfbp_proteolysis");
  CHECK(study.last("protease_100nM", "pIGF1R") > 2.0 * study.last("premix", "pIGF1R"));
  CHECK(study.last("protease_100nM", "pIGF1R") < study.last("igf1", "pIGF1R"));
  CHECK(study.at("protease_100nM", "pIGF1R", 3600.0) > study.at("protease_10nM", "pIGF1R", 3600.0));
}

TEST_CASE("scenario mir_knockdown: antagomirs raise IGF1R by their share") {
  const Study study = run("mir_knockdown");
  const auto receptor = [&](const char* arm) {
    return study.first(arm, "total_IGF1R") / study.first("control", "total_IGF1R");
  };
  CHECK(receptor("mir143") == Approx(1.20).margin(0.03));
  CHECK(receptor("mir503") == Approx(1.12).margin(0.03));
  CHECK(receptor("mir1271") == Approx(1.05).margin(0.03));
  CHECK(receptor("all_three") == Approx(1.58).margin(0.05));
  CHECK(receptor("all_three") / receptor("normal_tissue") == Approx(3.1).margin(0.2));
  CHECK(receptor("seed_mutant") == Approx(receptor("all_three")).epsilon(1e-3));
  CHECK(study.peak("all_three", "pAKT") > study.peak("control", "pAKT"));
}

TEST_CASE("scenario mir_mimic: mRNA falls at once, the receptor over days") {
  const Study study = run("mir_mimic");
  CHECK(fold(study, "total_IGF1R", "mir143_5000", "control") == Approx(0.46).margin(0.03));
  CHECK(fold(study, "total_IGF1R", "mir143_50000", "control") == Approx(0.40).margin(0.03));
  CHECK(fold(study, "IGF1R_mRNA_total", "mir143_5000", "control") == Approx(0.53).margin(0.03));
  const double start = study.first("bolus_50000", "total_IGF1R");
  CHECK(study.at("bolus_50000", "total_IGF1R", 86400.0) / start == Approx(0.78).margin(0.03));
  CHECK(study.at("bolus_50000", "total_IGF1R", 172800.0) / start == Approx(0.62).margin(0.03));
}

TEST_CASE("scenario wt1: WT1 represses IGF1R, and its loss lifts that") {
  const Study study = run("wt1");
  CHECK(between(1.2, fold(study, "total_IGF1R", "silenced", "wt1_low"), 1.5));
  CHECK(fold(study, "total_IGF1R", "overexpressed", "wt1_low") < 0.5);
  CHECK(between(4.0, fold(study, "IGF1R_mRNA_total", "high_then_silenced", "overexpressed"), 8.0));
}

TEST_CASE("scenario tp53: loss and mutation raise IGF1R, induction lowers it") {
  const Study study = run("tp53");
  const double wild_type = study.first("wild_type", "total_IGF1R");
  CHECK(study.first("no_p53", "total_IGF1R") > 1.1 * wild_type);
  CHECK(study.first("induced", "total_IGF1R") < 0.95 * wild_type);
  CHECK(study.first("mutant", "total_IGF1R") > 2.0 * wild_type);
  CHECK(study.first("wild_type_wt1_high", "total_IGF1R") < 0.5 * wild_type);
  CHECK(study.first("mutant_wt1_high", "total_IGF1R") > 0.8 * study.first("mutant", "total_IGF1R"));
}

TEST_CASE("scenario igf1r_antibody: block and down-regulation grow with the dose") {
  const Study study = run("igf1r_antibody");
  const double total = study.at("igf1", "total_IGF1R", 86340.0);
  const double p = study.at("igf1", "pIGF1R", 87300.0);
  const std::vector<const char*> arms{"ab_0_67nM", "ab_2nM", "ab_7nM", "ab_67nM"};
  const std::vector<double> total_left{0.62, 0.44, 0.34, 0.30};
  const std::vector<double> p_left{0.43, 0.20, 0.07, 0.01};
  for (std::size_t i = 0; i < arms.size(); ++i) {
    CHECK(study.at(arms[i], "total_IGF1R", 86340.0) / total == Approx(total_left[i]).margin(0.03));
    CHECK(study.at(arms[i], "pIGF1R", 87300.0) / p == Approx(p_left[i]).margin(0.06));
  }
}

TEST_CASE("scenario igf1r_tki: dose and affinity decide") {
  const Study study = run("igf1r_tki");
  CHECK(fold(study, "pIGF1R", "tki_20nM", "igf1") < 0.6);
  CHECK(fold(study, "pIGF1R", "tki_200nM", "igf1") < 0.15);
  CHECK(study.last("weak_20nM", "pIGF1R") > study.last("tki_20nM", "pIGF1R"));
  CHECK(fold(study, "pAKT", "tki_200nM", "igf1") < 0.2);
}

TEST_CASE("scenario igf2r_sink: IGF2R takes IGF2 and leaves IGF1") {
  const Study study = run("igf2r_sink");
  CHECK(fold(study, "pIGF1R", "igf2_igf2r_x10", "igf2") < 0.7);
  CHECK(fold(study, "pIGF1R", "igf2_no_igf2r", "igf2") > 1.02);
  CHECK(fold(study, "pIGF1R", "igf1_igf2r_x10", "igf1") == Approx(1.0).epsilon(1e-3));
}

TEST_CASE("scenario pathway_inhibitors: each inhibitor shuts its branch") {
  const Study study = run("pathway_inhibitors");
  CHECK(fold(study, "pAKT", "pi3k", "igf1") < 0.05);
  CHECK(fold(study, "pAKT", "akt", "igf1") < 0.05);
  CHECK(fold(study, "ppERK", "mek", "igf1") < 0.05);
  CHECK(fold(study, "pAKT", "mek", "igf1") > 1.2);  // ERK's feedback on SOS, hence on PI3K, is gone
  CHECK(fold(study, "nuclear_FOXO", "akt", "igf1") > 2.0);
  CHECK(fold(study, "proliferation", "pi3k_mek", "igf1") < 0.6);
}

TEST_CASE("scenario rapamycin_feedback: AKT rises through IGF1R and IRS") {
  const Study study = run("rapamycin_feedback");
  CHECK(fold(study, "active_S6K", "rapamycin", "igf1") < 0.2);
  CHECK(between(1.3, fold(study, "pAKT", "rapamycin", "igf1"), 4.0));
  CHECK(fold(study, "IRS_total", "rapamycin", "igf1") > 1.3);
  CHECK(fold(study, "pAKT", "rapamycin_tki", "igf1") < 0.3);
  CHECK(between(1.3, fold(study, "pAKT", "s6k_inhibitor", "igf1"), 4.0));
  CHECK(fold(study, "pAKT", "mtor_kinase", "igf1") < 0.1);  // S473 needs mTORC2
}

TEST_CASE("scenario pten_loss: AKT is up at rest and under IGF1") {
  const Study study = run("pten_loss");
  CHECK(study.first("no_pten", "pAKT") > 20.0 * study.first("wild_type", "pAKT"));
  CHECK(fold(study, "pAKT", "half", "wild_type") > 1.4);
  CHECK(fold(study, "pAKT", "no_pten", "half") > 2.0);
}

TEST_CASE("scenario oncogenic_mutants: ERK without ligand, and the MEK inhibitor") {
  const Study study = run("oncogenic_mutants");
  CHECK(study.first("kras_g12v", "RAS_GTP") > 10.0 * study.first("wild_type", "RAS_GTP"));
  CHECK(study.first("kras_g12v", "RAS_GTP") > study.first("kras_g12d", "RAS_GTP"));
  CHECK(study.first("kras_g12v", "ppERK") > 100.0 * study.first("wild_type", "ppERK"));
  CHECK(study.first("braf_v600e", "ppERK") > 100.0 * study.first("wild_type", "ppERK"));
  CHECK(study.peak("kras_g12v", "ppERK") < 2.0 * study.first("kras_g12v", "ppERK"));
  CHECK(study.first("kras_mek_inhibitor", "ppERK") < 0.05 * study.first("kras_g12v", "ppERK"));
}

TEST_CASE("scenario chemotherapy_igf1: IGF1 protects and the kinase inhibitor takes it back") {
  const Study study = run("chemotherapy_igf1");
  CHECK(between(0.4, fold(study, "cells", "drug", "medium"), 0.7));
  CHECK(fold(study, "cells", "drug_igf1", "igf1") > 1.05 * fold(study, "cells", "drug", "medium"));
  CHECK(fold(study, "cells", "igf1", "medium") > 1.5);
  CHECK(study.last("drug_igf1", "apoptosis") < 0.6 * study.last("drug", "apoptosis"));
  CHECK(study.last("drug_igf1_tki", "cells") < 0.7 * study.last("drug_igf1", "cells"));
  CHECK(study.last("drug_igf1_tki", "apoptosis") > 2.0 * study.last("drug_igf1", "apoptosis"));
}

TEST_CASE("scenario abc_transporter: efflux protects, its inhibitor sensitises") {
  const Study study = run("abc_transporter");
  CHECK(fold(study, "intracellular_drug", "abc_x10", "drug") < 0.5);
  CHECK(study.last("abc_x100", "survival") > 1.5 * study.last("drug", "survival"));
  CHECK(study.last("abc_x100_inhibited", "survival") < 0.6 * study.last("abc_x100", "survival"));
}

TEST_CASE(
    "scenario ecm_attachment: loss of attachment lowers ERK and invasion, DDR1 raises IGF1R") {
  const Study study = run("ecm_attachment");
  CHECK(study.peak("suspension", "ppERK") < 0.8 * study.peak("attached", "ppERK"));
  CHECK(fold(study, "invasion", "suspension", "attached") < 0.9);
  CHECK(study.first("ddr1", "total_IGF1R") > 1.03 * study.first("attached", "total_IGF1R"));
  CHECK(study.peak("ddr1", "pIGF1R") > 1.03 * study.peak("attached", "pIGF1R"));
}

TEST_CASE("scenario target_x_inhibition: IGF1 rescues, a blocked IGF1R takes the rescue away") {
  const Study study = run("target_x_inhibition");
  CHECK(fold(study, "cells", "inhibitor", "control") < 0.4);
  CHECK(fold(study, "cells", "inhibitor_igf1", "inhibitor") > 2.0);
  CHECK(fold(study, "cells", "inhibitor_igf1_tki", "inhibitor_igf1") < 0.6);
  CHECK(fold(study, "cells", "inhibitor_igf1_antibody", "inhibitor_igf1") < 0.6);
  CHECK(study.last("inhibitor", "apoptosis") > 10.0 * study.last("inhibitor_igf1", "apoptosis"));
}

TEST_CASE(
    "scenario stemness_blockade: IGF1 and WNT raise stemness, the blockade removes IGF1's part") {
  const Study study = run("stemness_blockade");
  CHECK(fold(study, "stemness", "igf1", "control") > 1.2);
  CHECK(fold(study, "stemness", "igf1_tki", "control") == Approx(1.0).margin(0.08));
  CHECK(fold(study, "stemness", "wnt", "control") > 1.05);
  CHECK(fold(study, "stemness", "wnt_igf1", "igf1") > 1.05);
}

TEST_CASE("scenario repeated_doses: antibody keeps the receptor down for two weeks") {
  const Study study = run("repeated_doses");
  CHECK(fold(study, "total_IGF1R", "antibody", "igf1_daily") < 0.5);
  CHECK(fold(study, "proliferation", "antibody", "igf1_daily") < 0.7);
  CHECK(fold(study, "pAKT", "tki_pulses", "igf1_daily") > 0.9);  // it recovers between pulses
  CHECK(study.at("tki_pulses", "pAKT", 2.5 * 86400.0) <
        0.3 * study.at("igf1_daily", "pAKT", 2.5 * 86400.0));
}

TEST_CASE("scenario serum: IGFBP3 holds most of the ligand") {
  const Study study = run("serum");
  CHECK(study.last("serum", "pIGF1R") > 100.0);
  CHECK(fold(study, "pIGF1R", "serum_without_igfbp3", "serum") > 3.0);
}

TEST_CASE("scenario dna_damage: p53 pulses while damage lasts and settles after repair") {
  const Study study = run("dna_damage");
  CHECK(study.peak("damage", "p53_total") > 2.5 * study.last("control", "p53_total"));
  CHECK(study.last("repaired", "damage") < 0.1);
  CHECK(study.peak("damage", "apoptosis") > 0.3);
}

TEST_CASE("scenario insr_hybrids: insulin needs INSR, hybrids add to IGF1") {
  const Study study = run("insr_hybrids");
  CHECK(study.peak("insulin", "pAKT") < 0.2);
  CHECK(study.peak("insulin_insr", "pAKT") > 1.0);
  CHECK(study.peak("igf1_insr", "pAKT") > 1.1 * study.peak("igf1", "pAKT"));
}

TEST_CASE("scenario autocrine: own IGF2 stimulates, own IGFBP3 dampens") {
  const Study study = run("autocrine");
  CHECK(study.last("igf2", "pIGF1R") > 1000.0);
  CHECK(fold(study, "pIGF1R", "igfbp3", "igf1") < 0.3);
}

TEST_CASE("every shipped scenario has a test here and states question, direction and source") {
  std::ifstream self(in_project("tests/verification/models/scenarios_test.cpp"));
  std::stringstream text;
  text << self.rdbuf();
  for (const auto& entry : std::filesystem::directory_iterator(in_project("scenarios"))) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string name = entry.path().stem().string();
    INFO(name);
    std::ifstream file(entry.path());
    std::stringstream scenario;
    scenario << file.rdbuf();
    if (scenario.str().find("sigdyn-scenario/1") == std::string::npos) continue;  // a sweep
    CHECK(text.str().find("run(\"" + name + "\")") != std::string::npos);
    for (const char* key : {"\nquestion:", "\nexpected:", "\nsource:"}) {
      CHECK(scenario.str().find(key) != std::string::npos);
    }
  }
}
