// The pathways below the receptor on the lumped receptor, against trajectories computed
// independently (BDF and Radau agree to 1.8e-6). Where the full reference trajectories are at hand
// (SIGDYN_SHARED, or ../shared beside the project) every species is compared; the numbers here
// keep a part of them in the project.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "reference_csv.hpp"
#include "study.hpp"
#include "support/catch.hpp"

using namespace sigdyn;
using namespace sigdyn::test;

namespace {

const char* const downstream = "models/igf1r/downstream.yaml";

// The reference has a lower synthesis of matrix and does not replace cleaved PARP1; a change before
// t = 0 comes with an arm, so that each study has one called run.
const char* const setting = R"(
equilibrate: {for: 200000 s}
solver: {rtol: 1e-8, atol: 1e-8}
)";

std::string reference_folder() {
  const char* shared = std::getenv("SIGDYN_SHARED");
  const std::string root = shared ? shared : in_project("../shared");
  return root + "/science/downstream/";
}

/// Names in the model of species that the reference calls otherwise.
std::string name_in_model(const std::string& name) {
  static const std::map<std::string, std::string> renamed{
      {"pAKT", "pAKT_c"}, {"ppAKT", "ppAKT_c"}, {"ppERK", "ppERK_c"}, {"ppERKn", "ppERK_n"}};
  const auto found = renamed.find(name);
  return found == renamed.end() ? name : found->second;
}

/// Molecules per nM of the reference's single volume, the cytosol, and of the medium.
double molecules_per_nanomolar(const Network& network, const std::string& species) {
  if (species == "CELL" || species == "DEAD") return 1.0;
  const auto id = find_species(network, species);
  REQUIRE(id);
  const Species& s = network.species[id->index];
  const bool in_medium = network.compartments[s.compartment.index].name == "medium";
  return 1e-9 * avogadro_constant * (in_medium ? 2.1e-9 : 1.2e-12);
}

void compare(const Study& study, const std::string& arm, const std::string& file, double offset) {
  const auto reference = read_reference(reference_folder() + file);
  const std::vector<double>& t = reference.at("time_s");
  for (const auto& [name, values] : reference) {
    if (name == "time_s") continue;
    const std::string species = name_in_model(name);
    const double scale = molecules_per_nanomolar(study.network(), species);
    const std::vector<double> curve = study.curve(arm, species);
    double largest = 0.0;
    for (const double value : values) largest = std::max(largest, std::abs(value));
    for (std::size_t k = 0; k < t.size(); ++k) {
      const double here = study.at(arm, species, offset + t[k]) / scale;
      INFO(file << ": " << name << " at " << t[k] << " s");
      // 2e-4 of the curve's height: ten times what its authors' two solvers differ by, plus the
      // nine digits of the file; 1e-9 nM is far below a molecule.
      CHECK(here == Approx(values[k]).margin(2e-4 * largest + 1e-9));
    }
  }
}

std::string times_of(const std::string& file, double offset) {
  const auto reference = read_reference(reference_folder() + file);
  std::string list;
  for (const double t : reference.at("time_s")) {
    list += (list.empty() ? "" : ", ") + std::to_string(offset + t) + " s";
  }
  return list;
}

bool reference_is_missing() {
  if (std::filesystem::exists(reference_folder() + "ref_preeq.csv")) return false;
  WARN(
      "SKIPPED: no reference trajectories (set SIGDYN_SHARED to the folder that has "
      "science/downstream)");
  return true;
}

}  // namespace

TEST_CASE("the lumped model has the size of its source and its conservation laws") {
  const Study study(downstream, "output: {until: 1 s, points: 2}\n");
  CHECK(study.network().species.size() == 200);
  CHECK(study.network().reactions.size() == 398 + 1);  // and the replacement of cleaved PARP1
}

TEST_CASE("10 nM IGF1 drives the pathways along the reference kept in the project") {
  const auto reference =
      read_reference(in_project("models/igf1r/reference/downstream_igf1_10nM.csv"));
  const Study study(
      downstream,
      setting + std::string("arms: {igf1: {before: {set: {ksyn_ECM: 1e-5 nM/s, k_cPARP_return: 0 "
                            "1/s}}, set: {IGF1: 10 "
                            "nM}}}\noutput: {times: [0 s, "
                            "60 s, 300 s, 600 s, 1800 s, 3600 s, 14400 s, 86400 s]}\n"));
  for (const auto& [species, values] : reference) {
    if (species == "time_s") continue;
    const double scale = molecules_per_nanomolar(study.network(), species);
    const std::vector<double> curve = study.curve("igf1", species);
    for (std::size_t k = 0; k < values.size(); ++k) {
      INFO(species << " at " << reference.at("time_s")[k] << " s");
      CHECK(curve[k] / scale == Approx(values[k]).epsilon(1e-5));  // its two solvers: 1.8e-6
    }
  }
}

TEST_CASE("IGF1 and drugs on it: every species follows the reference trajectories") {
  if (reference_is_missing()) return;
  struct Case {
    const char* file;
    const char* start;
    const char* drug;
    double after;  // the treatment with the drug and the count of cells begin here [s]
  };
  const std::vector<Case> cases{
      {"ref_igf1_10nM_24h.csv", "IGF1: 10 nM", "IGF1: 10 nM", 0.0},
      {"ref_igf1_then_rapa100_24h.csv", "IGF1: 10 nM", "RAPA: 100 nM", 86400.0},
      {"ref_igf1_then_meki100_24h.csv", "IGF1: 10 nM", "MEKI: 100 nM", 86400.0},
      {"ref_igf1_then_igf1ri200_24h.csv", "IGF1: 10 nM", "IGF1RI: 200 nM", 86400.0},
      {"ref_chemo300_igf1_72h.csv", "IGF1: 10 nM", "DRUG: 300 nM", 86400.0},
      {"ref_chemo300_noigf1_72h.csv", "IGF1: 0 nM", "DRUG: 300 nM", 0.0}};
  for (const Case& c : cases) {
    const std::string begin =
        c.after > 0.0 ? std::string("{at: 0 s, set: {") + c.start + "}}, " : "";
    const Study study(downstream, setting +
                                      std::string("arms: {run: {before: {set: {ksyn_ECM: 1e-5 "
                                                  "nM/s, k_cPARP_return: 0 1/s}}}}\nprotocol: [") +
                                      begin + "{at: " + std::to_string(c.after) + " s, set: {" +
                                      c.drug + "}, apply: [plate_cells]}]\noutput: {times: [" +
                                      times_of(c.file, c.after) + "]}\n");
    compare(study, "run", c.file, c.after);
  }
}
