#include "cli/load_model_file.hpp"

#include <filesystem>
#include <utility>

#include "base/text_file.hpp"
#include "bngl/load_net.hpp"
#include "model/model.hpp"
#include "sbml/load_sbml.hpp"

namespace sigdyn {
namespace {

enum class ModelKind { sigdyn, sbml, net };

constexpr std::size_t largest_net_file = std::size_t{256}
                                         << 20;  // generated, so longer than what people write

ModelKind kind_of(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".yaml" || ending == ".yml") return ModelKind::sigdyn;
  if (ending == ".net") return ModelKind::net;
  if (ending == ".xml" || ending == ".sbml") return ModelKind::sbml;
  throw InputError({{Severity::error,
                     {path, 0, 0},
                     "not a model by its name (sigdyn reads .yaml, .yml, .xml, .sbml and .net)"}});
}

/// A model of one file; `path` as messages should call it.
LoadedModel from_text(ModelKind kind, const std::string& path, InputFile file) {
  if (kind == ModelKind::net) return {parse_net(file.text, path), {std::move(file)}, {}};
  SbmlModel model = parse_sbml(file.text, path);
  return {std::move(model.network), {std::move(file)}, std::move(model.warnings)};
}

LoadedModel from_yaml(Model model) {
  LoadedModel loaded{std::move(model.network), {}, std::move(model.warnings)};
  for (ModelFile& file : model.files.files) {
    loaded.files.push_back({std::move(file.path), std::move(file.text)});
  }
  return loaded;
}

}  // namespace

LoadedModel load_model_file(const std::string& path) {
  const ModelKind kind = kind_of(path);
  if (kind == ModelKind::sigdyn) return from_yaml(load_model(path));
  std::string text =
      read_text_file(path, kind == ModelKind::net ? largest_net_file : largest_sbml_file);
  return from_text(kind, path, {std::filesystem::path(path).filename().string(), std::move(text)});
}

LoadedModel load_model_texts(const std::vector<InputFile>& files) {
  const InputFile& top = files.front();
  const ModelKind kind = kind_of(top.path);
  if (kind != ModelKind::sigdyn) return from_text(kind, top.path, top);
  ModelFiles texts;
  for (const InputFile& file : files) texts.files.push_back({file.path, file.text});
  return from_yaml(load_model(texts));
}

}  // namespace sigdyn
