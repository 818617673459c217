/// What is exported, judged by libsbml's own checks.
#include <memory>
#include <string>

#include <sbml/SBMLTypes.h>

#include "model/model.hpp"
#include "sbml/write_sbml.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE(
    "valid export: libsbml has nothing to say against the shipped YAML models, units included",
    "[sbml]") {
  const std::string model = GENERATE("igf1r/model.yaml", "erdem2021_igf1r_insr/model.yaml",
                                     "erickson2019_receptor/model.yaml",
                                     "huang1996_mapk/model.yaml", "markevich2004_mapk/model.yaml");
  const Network network = load_model(std::string(SIGDYN_ROOT "/models/") + model).network;
  const std::unique_ptr<::SBMLDocument> document(::readSBMLFromString(write_sbml(network).c_str()));
  document->checkConsistency();
  for (unsigned i = 0; i < document->getNumErrors(); ++i) {
    INFO(model << ": " << document->getError(i)->getMessage());
    CHECK(false);
  }
  CHECK(document->getModel()->getNumReactions() == network.reactions.size());
}

}  // namespace
