#include "cli/provenance.hpp"

#include "base/diagnostic.hpp"
#include "base/isa.hpp"
#include "cli/build_facts.hpp"

namespace sigdyn {
namespace {

/// Terms of the Kinetic Simulation Algorithm Ontology,
/// https://bioportal.bioontology.org/ontologies/KISAO.
const char* kisao_term(Method method) {
  switch (method) {
    case Method::dopri5:
      return "KISAO:0000087";  // Dormand-Prince method
    case Method::rock4:
      return "KISAO:0000064";  // Runge-Kutta based method
    case Method::rodas5p:
      return "KISAO:0000033";  // Rosenbrock method
    case Method::cvode_bdf:
    case Method::cvode_gmres:
      return "KISAO:0000019";  // CVODE
    case Method::automatic:
      break;
  }
  return "";
}

}  // namespace

std::vector<Attribute> make_provenance(const std::string& command_line, const LoadedModel& model,
                                       const IntegratorOptions& integrator) {
  const BuildFacts& facts = build_facts();
  std::vector<std::string> paths;
  std::vector<std::string> texts;
  for (const InputFile& file : model.files) {
    paths.push_back(file.path);
    texts.push_back(file.text);
  }
  return {{"title", model.network.title},
          {"sigdyn_version", std::string(facts.version)},
          {"git_commit", std::string(facts.commit)},
          {"compiler", std::string(facts.compiler)},
          {"instruction_set", std::string(to_string(current_isa()))},
          {"command_line", command_line},
          {"model", model.network.id},
          {"model_file", paths},
          {"model_text", texts},
          {"method", std::string(to_string(integrator.method))},
          {"method_kisao", std::string(kisao_term(integrator.method))},
          {"rtol", integrator.error.rtol},
          {"rtol_kisao", std::string("KISAO:0000209")},
          {"atol", integrator.error.atol},
          {"atol_kisao", std::string("KISAO:0000211")},
          {"max_steps", integrator.max_steps},
          {"max_steps_kisao", std::string("KISAO:0000415")}};
}

void add_input(std::vector<Attribute>& provenance, const std::string& name, const InputFile& file) {
  provenance.push_back({name + "_file", file.path});
  provenance.push_back({name + "_text", file.text});
}

InputFile stored_input(const ResultReader& result, const std::string& name) {
  return {result.attribute(name + "_file"), result.attribute(name + "_text")};
}

std::vector<InputFile> stored_model(const ResultReader& result) {
  const auto paths = result.attributes("model_file");
  const auto texts = result.attributes("model_text");
  if (paths.empty() || paths.size() != texts.size()) {
    throw InputError({{Severity::error, {result.path(), 0, 0}, "holds no model text"}});
  }
  std::vector<InputFile> files;
  for (std::size_t i = 0; i < paths.size(); ++i) files.push_back({paths[i], texts[i]});
  return files;
}

}  // namespace sigdyn
