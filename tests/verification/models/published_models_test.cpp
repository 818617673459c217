// Published models beside the flagship against independently computed values. Tolerance: half a
// unit of the last digit printed, plus our own integration error.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "reference_csv.hpp"
#include "sbml/load_sbml.hpp"
#include "study.hpp"
#include "support/catch.hpp"

using namespace sigdyn::test;

namespace {

constexpr double molecules_per_nM_in_medium = 1e-9 * sigdyn::avogadro_constant * 2.1e-9;

double chi_squared(const std::vector<double>& model, const std::vector<double>& measured,
                   const std::vector<double>& sd) {
  double sum = 0.0;
  for (std::size_t i = 0; i < model.size(); ++i) {
    sum += std::pow((model[i] - measured[i]) / sd[i], 2);
  }
  return sum;
}

}  // namespace

TEST_CASE("Erdem 2021: IGF1 in MCF-7 cells") {
  const auto reference =
      read_reference(in_project("models/erdem2021_igf1r_insr/reference/igf1_1e5.csv"));
  const Study study("models/erdem2021_igf1r_insr/model.yaml",
                    "arms: {igf1: {set: {IGF1: 100000 molecules}}}\n"
                    "output: {times: [60 s, 300 s, 600 s, 1800 s]}\n"
                    "solver: {rtol: 1e-9, atol: 1e-9}\n");
  for (const auto& [name, values] : reference) {
    if (name == "time_s") continue;
    for (std::size_t k = 0; k < values.size(); ++k) {
      INFO(name << " at " << reference.at("time_s")[k] << " s");
      CHECK(study.curve("igf1", name)[k] == Approx(values[k]).epsilon(1e-5));  // six digits printed
    }
  }
}

TEST_CASE("Erickson 2019: share of receptors crosslinked") {
  const auto reference =
      read_reference(in_project("models/erickson2019_receptor/reference/crosslinked.csv"));
  std::string arms = "arms:\n";
  for (const double dose : reference.at("IGF1_nM")) {
    arms += "  d" + std::to_string(dose) + ": {set: {IGF1: " + std::to_string(dose) + " nM}}\n";
  }
  const Study study("models/erickson2019_receptor/model.yaml",
                    arms +
                        "output: {times: [600 s, 3600 s, 36000 s]}\n"
                        "solver: {rtol: 1e-9, atol: 1e-9}\n");
  for (std::size_t i = 0; i < reference.at("IGF1_nM").size(); ++i) {
    const std::string arm = study.scenario().arms[i].name.value;
    for (const int t : {600, 3600, 36000}) {
      INFO(arm << " at " << t << " s");
      CHECK(study.at(arm, "crosslinked", t) / 7405.0 ==
            Approx(reference.at("f_" + std::to_string(t) + "s")[i]).margin(5.1e-4));
    }
  }
  CHECK(study.at(study.scenario().arms.back().name.value, "bound_IGF1", 3600.0) / 7405.0 ==
        Approx(1.885).margin(5.1e-4));
}

TEST_CASE("Erickson 2019: cold IGF1 displaces the tracer as in the reference and as measured") {
  const auto reference =
      read_reference(in_project("models/erickson2019_receptor/reference/competition.csv"));
  const double hot = 8852.0;
  std::string arms =
      "arms:\n  tracer: {set: {IGF1: 8852 molecules, R_00: 10000 molecules}}\n"
      "  preincubated: {set: {IGF1: 30350 molecules, R_00: 10000 molecules}}\n";
  std::vector<double> added;
  for (std::size_t i = 0; i < reference.at("cold_nM").size(); ++i) {
    added.push_back(hot + reference.at("cold_nM")[i] * molecules_per_nM_in_medium);
    arms += "  cold" + std::to_string(i) + ": {set: {IGF1: " + std::to_string(added.back()) +
            " molecules, R_00: 10000 molecules}}\n";
  }
  const Study study("models/erickson2019_receptor/model.yaml",
                    arms + "output: {times: [2 h, 4 h]}\nsolver: {rtol: 1e-9, atol: 1e-9}\n");
  const double alone = study.last("tracer", "bound_IGF1");
  CHECK(alone == Approx(503.096).epsilon(1e-5));
  CHECK(study.first("preincubated", "bound_IGF1") == Approx(897.572).epsilon(1e-5));
  std::vector<double> fractions;
  for (std::size_t i = 0; i < added.size(); ++i) {
    fractions.push_back(study.last("cold" + std::to_string(i), "bound_IGF1") * (hot / added[i]) /
                        alone);
    // One and a half units of the last digit: the reference rounds 0.640 to 0.641, 0.2126 to 0.212.
    CHECK(fractions.back() == Approx(reference.at("model")[i]).margin(1.5e-3));
  }
  CHECK(chi_squared(fractions, reference.at("measured"), reference.at("sd")) < 14.0);  // 14 points
}

TEST_CASE("Huang 1996: the third tier is ultrasensitive") {
  const auto reference =
      read_reference(in_project("models/huang1996_mapk/reference/dose_response.csv"));
  std::string arms = "arms:\n";
  for (std::size_t i = 0; i < reference.at("E1_uM").size(); ++i) {
    arms += "  e" + std::to_string(i) +
            ": {set: {E1: " + std::to_string(reference.at("E1_uM")[i] * 1e6) + " pM}}\n";
  }
  const Study study(
      "models/huang1996_mapk/model.yaml",
      arms + "output: {until: 5000 s, points: 2}\nsolver: {rtol: 1e-8, atol: 1e-8}\n");
  for (std::size_t i = 0; i < reference.at("E1_uM").size(); ++i) {
    CHECK(study.last("e" + std::to_string(i), "K_PP_norm") ==
          Approx(reference.at("K_PP_norm")[i]).margin(5.1e-5));
  }
}

TEST_CASE("Markevich 2004: two steady states between 180.28 and 202.26 nM MEK") {
  const auto reference =
      read_reference(in_project("models/markevich2004_mapk/reference/bistability.csv"));
  std::string arms = "arms:\n";
  for (const double mek : reference.at("MEK_nM")) {
    const std::string n = std::to_string(static_cast<int>(mek));
    arms += "  M" + n + ": {set: {MEK: " + n + " nM}}\n";
    arms += "  P" + n + ": {set: {MEK: " + n + " nM, M: 0 nM, Mpp: 800 nM}}\n";
  }
  const Study study(
      "models/markevich2004_mapk/model.yaml",
      arms + "output: {until: 200000 s, points: 2}\nsolver: {rtol: 1e-9, atol: 1e-9}\n");
  for (std::size_t i = 0; i < reference.at("MEK_nM").size(); ++i) {
    const std::string n = std::to_string(static_cast<int>(reference.at("MEK_nM")[i]));
    INFO("MEK " << n);
    CHECK(study.last("M" + n, "Mpp_total") == Approx(reference.at("from_M")[i]).margin(5.1e-3));
    CHECK(study.last("P" + n, "Mpp_total") == Approx(reference.at("from_Mpp")[i]).margin(5.1e-3));
  }
}

TEST_CASE("Kholodenko 2000: the cascade oscillates with the reference's period and range") {
  const auto model = sigdyn::load_sbml(in_project("models/kholodenko2000_mapk/model.xml"));
  const sigdyn::Simulator simulator(model.network);
  sigdyn::RunPlan plan;
  for (int k = 0; k <= 4000; ++k) plan.output_times.push_back(5.0 * k);
  const sigdyn::RunResult result = simulator.run({plan}, {}).front();
  REQUIRE(result.status == sigdyn::RunStatus::success);
  const std::size_t n = model.network.species.size();
  const std::size_t active = sigdyn::find_species(model.network, "MAPK_PP")->index;
  std::vector<double> y;
  std::vector<double> peaks;
  for (std::size_t k = 0; k < plan.output_times.size(); ++k) {
    y.push_back(result.species[k * n + active]);
  }
  for (std::size_t k = 1; k + 1 < y.size(); ++k) {
    if (y[k] > y[k - 1] && y[k] >= y[k + 1] && plan.output_times[k] > 5000.0) {
      peaks.push_back(plan.output_times[k]);
    }
  }
  REQUIRE(peaks.size() > 5);
  const double period = (peaks.back() - peaks.front()) / static_cast<double>(peaks.size() - 1);
  CHECK(period == Approx(1300.0).margin(10.0));  // printed to two digits
  const auto [low, high] = std::minmax_element(y.begin() + 2000, y.end());
  CHECK(*low == Approx(35.8).margin(0.3));  // read off a grid of 5 s
  CHECK(*high == Approx(296.6).margin(0.3));
}
