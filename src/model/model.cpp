#include "model/model.hpp"

#include <filesystem>
#include <utility>

#include "base/contract.hpp"
#include "base/text_file.hpp"
#include "model/detail/add_steps.hpp"
#include "model/detail/model_scope.hpp"
#include "model/detail/motif.hpp"
#include "model/detail/read_definitions.hpp"
#include "model/detail/read_includes.hpp"
#include "model/detail/read_outputs.hpp"

namespace sigdyn {
namespace {

using namespace detail;

/// Calls read(top, scope) for every file, the scope knowing whether the file is an included one.
template <class Read>
void for_each_file(const std::vector<ParsedFile>& parsed, ModelScope& scope, const Read& read) {
  for (const ParsedFile& file : parsed) {
    scope.in_included_file = file.is_included;
    read(file.top, scope);
  }
}

void build(const std::vector<ParsedFile>& parsed, ModelScope& scope) {
  std::vector<const YamlMapping*> tops;
  tops.reserve(parsed.size());
  for (const ParsedFile& file : parsed) tops.push_back(&file.top);

  for_each_file(parsed, scope, read_sources);
  for_each_file(parsed, scope, read_compartments);
  for_each_file(parsed, scope, resolve_surfaces);
  for_each_file(parsed, scope, read_parameters);
  for_each_file(parsed, scope, read_species);
  read_parameter_expressions(tops, scope);

  std::vector<Expansion> expansions;
  for_each_file(parsed, scope, [&](const YamlMapping& top, ModelScope& of_file) {
    for (const YamlEntry& entry : top.entries("reactions")) {
      expansions.push_back(expand_reaction(entry, of_file.log));
    }
    for (const YamlNode& motif : top.items("topology")) {
      expansions.push_back(expand_motif(motif, of_file.log));
    }
  });
  add_complexes(expansions, scope);
  StepAdder adder(scope);
  for (const Expansion& expansion : expansions) {
    for (const Step& step : expansion.steps) adder.add(step);
  }
  read_observables(tops, scope);
  for_each_file(parsed, scope, read_perturbations);
}

Model load(const std::string& top_path, const FileSource& source, std::string folder) {
  DiagnosticLog log;
  Model model;
  model.files.folder = std::move(folder);
  const std::vector<ParsedFile> parsed = read_includes(top_path, source, model.files, log);
  ModelScope scope(log);
  if (!parsed.empty()) {
    const YamlMapping& top = parsed.back().top;
    const auto id = top.name("id");
    scope.network.id = id ? id->value : std::filesystem::path(top_path).stem().string();
    if (const auto title = top.text("title")) scope.network.title = title->value;
    if (const auto text = top.text("description")) model.description = text->value;
    if (const auto generated = top.boolean("generated")) scope.is_generated = generated->value;
    build(parsed, scope);
  }
  // With errors about, what seems unused may only be misspelt where it is used.
  if (!log.has_errors()) scope.report_unused();
  log.sort_by_place();
  log.throw_if_errors();
  model.warnings = log.diagnostics();
  model.network = std::move(scope.network);
  validate(model.network);
  return model;
}

}  // namespace

Model load_model(const std::string& path) {
  const std::filesystem::path top(path);
  const std::filesystem::path folder = top.parent_path();
  const auto source = [&](const std::string& relative) {
    return read_text_file((folder / relative).generic_string());
  };
  return load(top.filename().string(), source, folder.generic_string());
}

Model load_model(const ModelFiles& files) {
  SIGDYN_EXPECTS(!files.files.empty());
  const auto source = [&](const std::string& relative) {
    const ModelFile* file = find_file(files, relative);
    if (file == nullptr) throw IoError(relative, "read", "it is not among the stored files");
    return file->text;
  };
  return load(files.files.front().path, source, files.folder);
}

}  // namespace sigdyn
