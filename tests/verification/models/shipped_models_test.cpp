// Every shipped model loads and documents every constant.
#include <string>

#include "model/documentation.hpp"
#include "model/model.hpp"
#include "network/conservation_law.hpp"
#include "study.hpp"
#include "support/catch.hpp"

using namespace sigdyn;
using sigdyn::test::in_project;

namespace {

void check_loads_and_is_documented(const std::string& path) {
  INFO(path);
  Model model;
  try {
    model = load_model(in_project(path));
  } catch (const InputError& error) {
    FAIL(error.what());
  }
  std::string findings;
  for (const Diagnostic& finding : find_undocumented(model.network)) {
    if (finding.severity == Severity::error) findings += finding.message + "\n";
  }
  INFO(findings);
  CHECK(findings.empty());
  CHECK_FALSE(model.network.reactions.empty());
}

}  // namespace

TEST_CASE("every shipped model loads and every constant says where it comes from") {
  for (const char* path :
       {"igf1r/model.yaml", "igf1r/core.yaml", "igf1r/upstream.yaml", "igf1r/downstream.yaml",
        "erdem2021_igf1r_insr/model.yaml", "erickson2019_receptor/model.yaml",
        "huang1996_mapk/model.yaml", "markevich2004_mapk/model.yaml"}) {
    check_loads_and_is_documented("models/" + std::string(path));
  }
}

TEST_CASE("modules of the flagship can be used alone") {
  for (const char* name :
       {"receptor",     "igf2",      "igfbp",      "adaptors",       "pi3k_akt",  "mtorc1",
        "mapk",         "oncogenes", "inhibitors", "stress_kinases", "apoptosis", "p53",
        "chemotherapy", "ecm",       "target_x",   "stemness",       "phenotype", "igf1r_drugs",
        "ddr1",         "insr",      "autocrine"}) {
    check_loads_and_is_documented("models/igf1r/" + std::string(name) + ".yaml");
  }
}

TEST_CASE("the conservation laws are those of the pools that are neither made nor lost") {
  // 48 pools below the receptor. The flagship trades the promoter, WT1 and integrin pools of the
  // lumped receptor for its own, and adds protease, mutant p53, DDR1, INSR, hybrids, matrix sites.
  const Model downstream = load_model(in_project("models/igf1r/downstream.yaml"));
  CHECK(find_conservation_laws(downstream.network).size() == 48);
  const Model flagship = load_model(in_project("models/igf1r/model.yaml"));
  CHECK(flagship.network.species.size() == 283);
  CHECK(flagship.network.reactions.size() == 666);
  CHECK(find_conservation_laws(flagship.network).size() == 54);
}
