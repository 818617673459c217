#include "cli/load_model_file.hpp"

#include <filesystem>
#include <utility>

#include "base/text_file.hpp"
#include "sbml/load_sbml.hpp"

namespace sigdyn {
namespace {

enum class ModelKind { sigdyn, sbml };

ModelKind kind_of(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".yaml" || ending == ".yml") return ModelKind::sigdyn;
  if (ending == ".xml" || ending == ".sbml") return ModelKind::sbml;
  throw InputError({{Severity::error,
                     {path, 0, 0},
                     "not a model by its name (sigdyn reads .yaml, .yml, .xml and .sbml)"}});
}

LoadedModel from_sbml(SbmlModel model, InputFile file) {
  return {std::move(model.network), {std::move(file)}, std::move(model.warnings)};
}

}  // namespace

LoadedModel load_model_file(const std::string& path) {
  kind_of(path);
  const std::string text = read_text_file(path);
  return from_sbml(parse_sbml(text, path), {std::filesystem::path(path).filename().string(), text});
}

LoadedModel load_model_texts(const std::vector<InputFile>& files) {
  const InputFile& top = files.front();
  kind_of(top.path);
  return from_sbml(parse_sbml(top.text, top.path), top);
}

}  // namespace sigdyn
