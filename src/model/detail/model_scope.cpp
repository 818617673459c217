#include "model/detail/model_scope.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/closest_match.hpp"

namespace sigdyn::detail {
namespace {

/// Findings after which no suggestions are looked for: each costs a pass over all names.
constexpr std::size_t max_suggestions = 200;

const char* name_of(NameKind kind) {
  switch (kind) {
    case NameKind::compartment:
      return "compartment";
    case NameKind::species:
      return "species";
    case NameKind::parameter:
      return "parameter";
  }
  return "name";
}

}  // namespace

bool ModelScope::define(const Located<std::string>& name, NameKind kind, std::size_t index) {
  const auto [found, is_new] = definitions_.try_emplace(
      name.value,
      Definition{kind, static_cast<std::uint32_t>(index), name.where, in_included_file, false});
  if (is_new) return true;
  log.error(name.where, fmt::format("{} '{}' is defined already, as a {}", name_of(kind),
                                    name.value, name_of(found->second.kind)));
  log.note(found->second.where, "first defined here");
  return false;
}

const Definition* ModelScope::find(const std::string& name) const {
  const auto found = definitions_.find(name);
  return found != definitions_.end() ? &found->second : nullptr;
}

std::optional<std::uint32_t> ModelScope::find(const Located<std::string>& name, NameKind kind,
                                              const std::string& what) {
  const auto found = definitions_.find(name.value);
  if (found == definitions_.end()) {
    if (!is_first_report(name.where)) return std::nullopt;
    log.error(name.where, fmt::format("{}: unknown {} '{}'{}", what, name_of(kind), name.value,
                                      suggest(name.value, kind)));
    return std::nullopt;
  }
  found->second.is_used = true;
  if (found->second.kind == kind) return found->second.index;
  if (kind == NameKind::parameter && found->second.kind == NameKind::compartment) {
    return network.compartments[found->second.index].size.index;
  }
  if (!is_first_report(name.where)) return std::nullopt;
  log.error(name.where, fmt::format("{}: '{}' is a {}, expected a {}", what, name.value,
                                    name_of(found->second.kind), name_of(kind)));
  return std::nullopt;
}

/// A motif uses one name in several steps.
bool ModelScope::is_first_report(const SourceLocation& where) {
  return reported_.emplace(where.file, where.line, where.column).second;
}

std::optional<CompartmentId> ModelScope::find_compartment(const Located<std::string>& name,
                                                          const std::string& what) {
  const auto index = find(name, NameKind::compartment, what);
  return index ? std::optional(CompartmentId{*index}) : std::nullopt;
}

std::optional<SpeciesId> ModelScope::find_species(const Located<std::string>& name,
                                                  const std::string& what) {
  const auto index = find(name, NameKind::species, what);
  return index ? std::optional(SpeciesId{*index}) : std::nullopt;
}

std::optional<ParameterId> ModelScope::find_parameter(const Located<std::string>& name,
                                                      const std::string& what) {
  const auto index = find(name, NameKind::parameter, what);
  return index ? std::optional(ParameterId{*index}) : std::nullopt;
}

std::optional<Symbol> ModelScope::find_symbol(const std::string& name) {
  const auto found = definitions_.find(name);
  if (found == definitions_.end()) return std::nullopt;
  Definition& definition = found->second;
  definition.is_used = true;
  switch (definition.kind) {
    case NameKind::species:
      return Symbol{SymbolKind::species, definition.index};
    case NameKind::parameter:
      return Symbol{SymbolKind::parameter, definition.index};
    case NameKind::compartment:
      return Symbol{SymbolKind::parameter, network.compartments[definition.index].size.index};
  }
  return std::nullopt;
}

std::string ModelScope::suggest(const std::string& name, std::optional<NameKind> kind) const {
  if (log.diagnostics().size() > max_suggestions) return {};
  std::vector<std::string> candidates;
  for (const auto& [candidate, definition] : definitions_) {
    if (!kind || definition.kind == *kind) candidates.push_back(candidate);
  }
  std::sort(candidates.begin(), candidates.end());  // the suggestion must not depend on the hash
  return suggestion(name, candidates);
}

Dimension ModelScope::dimension_of(Symbol symbol) const {
  return symbol.kind == SymbolKind::species ? amount_dimension
                                            : network.parameters[symbol.index].unit.dimension;
}

void ModelScope::report_unused() {
  std::vector<std::pair<std::string, const Definition*>> unused;
  for (const auto& [name, definition] : definitions_) {
    if (!definition.is_used) unused.emplace_back(name, &definition);
  }
  std::sort(unused.begin(), unused.end());
  for (const auto& [name, definition] : unused) {
    const std::string message = fmt::format("{} '{}' is not used", name_of(definition->kind), name);
    if (definition->is_included || is_generated) {
      log.warning(definition->where, message);
    } else {
      log.error(definition->where, message);
    }
  }
}

}  // namespace sigdyn::detail
