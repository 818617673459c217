#include "model/detail/read_definitions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/closest_match.hpp"

namespace sigdyn::detail {
namespace {

/// Reports an entry whose key is no name; gives the key.
std::optional<Located<std::string>> entry_name(const YamlEntry& entry, const char* kind,
                                               ModelScope& scope) {
  if (is_name(entry.key.value)) return entry.key;
  scope.log.error(entry.key.where,
                  fmt::format("'{}' cannot name a {} (letters, digits and '_', not a digit first)",
                              entry.key.value, kind));
  return std::nullopt;
}

template <class Entry>
void read_provenance(const YamlMapping& from, ModelScope& scope, Entry& entry) {
  constexpr std::array kinds{std::pair{"reported", Evidence::reported},
                             std::pair{"derived", Evidence::derived},
                             std::pair{"assumed", Evidence::assumed}};
  if (const auto evidence = from.text("evidence")) {
    const auto* kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& known) {
      return evidence->value == known.first;
    });
    if (kind != kinds.end()) {
      entry.evidence = kind->second;
    } else {
      scope.log.error(evidence->where,
                      fmt::format("'evidence' of {}: expected reported, derived or assumed, found "
                                  "'{}'",
                                  from.what(), evidence->value));
    }
  }
  entry.source = read_source_keys(from, scope);
  if (const auto note = from.text("note")) entry.note = note->value;
}

/// A number that may not be below zero.
void require_not_negative(double value, const YamlMapping& of, std::string_view key,
                          const SourceLocation& where, ModelScope& scope) {
  if (value >= 0.0) return;
  scope.log.error(
      where, fmt::format("'{}' of {} is negative: {} (it is at least 0)", key, of.what(), value));
}

ParameterId add_size(const Located<std::string>& name, const YamlMapping& compartment,
                     const std::optional<Located<Quantity>>& size, std::string_view key,
                     ModelScope& scope) {
  Parameter parameter;
  parameter.name = name.value;
  parameter.where = name.where;
  parameter.value = 1.0;
  if (size) {
    parameter.value = size->value.coherent();
    parameter.unit = size->value.unit;
    if (!(parameter.value > 0.0)) {
      scope.log.error(size->where,
                      fmt::format("'{}' of {} must be above 0", key, compartment.what()));
    }
  }
  read_provenance(compartment, scope, parameter);
  scope.network.parameters.push_back(std::move(parameter));
  return {static_cast<std::uint32_t>(scope.network.parameters.size() - 1)};
}

void read_compartment(const YamlEntry& entry, ModelScope& scope) {
  const auto name = entry_name(entry, "compartment", scope);
  const YamlMapping from(entry.value, fmt::format("compartment '{}'", entry.key.value),
                         {"size", "surface_of", "area", "evidence", "source", "note"}, scope.log);
  const bool is_surface = from.has("surface_of");
  if (is_surface && from.has("size")) {
    scope.log.error(from.where(), from.what() +
                                      " has 'size' and 'surface_of' (a surface has an "
                                      "'area')");
  }
  if (!is_surface && from.has("area")) {
    scope.log.error(from.where(), from.what() + " has an 'area' but no 'surface_of'");
  }
  const auto size = is_surface ? from.quantity("area", area_dimension)
                               : from.quantity("size", volume_dimension, Need::required);
  if (!name || !scope.define(*name, NameKind::compartment, scope.network.compartments.size())) {
    return;
  }
  const ParameterId parameter = add_size(*name, from, size, is_surface ? "area" : "size", scope);
  scope.network.compartments.push_back({name->value, parameter, is_surface ? 2 : 3, name->where});
  scope.volume_of_surface.emplace_back();
}

void read_parameter(const YamlEntry& entry, ModelScope& scope) {
  const auto name = entry_name(entry, "parameter", scope);
  const YamlMapping from(entry.value, fmt::format("parameter '{}'", entry.key.value),
                         {"value", "expression", "unit", "evidence", "source", "note"}, scope.log);
  Parameter parameter;
  if (const auto unit = from.unit("unit", Need::required)) parameter.unit = unit->value;
  if (from.has("value") && from.has("expression")) {
    scope.log.error(from.where(), from.what() + " has both 'value' and 'expression'");
  }
  if (!from.has("expression")) {
    if (const auto value = from.number("value", Need::required)) {
      require_not_negative(value->value, from, "value", value->where, scope);
      parameter.value = value->value * parameter.unit.scale;
    }
  }
  read_provenance(from, scope, parameter);
  if (!name || !scope.define(*name, NameKind::parameter, scope.network.parameters.size())) return;
  parameter.name = name->value;
  parameter.where = name->where;
  scope.network.parameters.push_back(std::move(parameter));
}

/// The initial amount. A concentration becomes a rule, so that the amount follows the volume.
void read_initial(const YamlMapping& from, Species& species, ModelScope& scope) {
  const auto initial = from.quantity("initial", Need::required);
  if (!initial) return;
  require_not_negative(initial->value.value, from, "initial", initial->where, scope);
  const Compartment& compartment = scope.network.compartments[species.compartment.index];
  const Parameter& size = scope.network.parameters[compartment.size.index];
  const Dimension dimension = initial->value.unit.dimension;
  species.initial = initial->value.coherent();
  if (dimension == amount_dimension || initial->value.value == 0.0) return;
  if (dimension != amount_dimension / size.unit.dimension || dimension == dimensionless) {
    const char* expected = compartment.dimensions == 2 && size.unit.dimension == dimensionless
                               ? "an amount (it is on a surface)"
                               : "an amount or a concentration";
    scope.log.error(initial->where, fmt::format("'initial' of {}: expected {}, found {}",
                                                from.what(), expected, to_string(dimension)));
    return;
  }
  auto& graph = scope.network.expressions;
  const Symbol target{SymbolKind::species,
                      static_cast<std::uint32_t>(scope.network.species.size())};
  const ExpressionId volume = graph.symbol({SymbolKind::parameter, compartment.size.index});
  scope.network.initial_rules.push_back(
      {target, graph.make(Op::multiply, graph.constant(species.initial), volume)});
  species.initial *= size.value;
}

bool reads_as_amount(const YamlMapping& from, const Compartment& compartment, ModelScope& scope) {
  const auto report = from.text("report");
  if (report && report->value != "amount" && report->value != "concentration") {
    scope.log.error(report->where,
                    fmt::format("'report' of {}: expected amount or concentration, found '{}'",
                                from.what(), report->value));
  }
  if (report && report->value == "concentration" && compartment.dimensions != 3) {
    scope.log.error(
        report->where,
        fmt::format("'report' of {}: on a surface there are amounts only", from.what()));
  }
  return compartment.dimensions != 3 || (report && report->value == "amount");
}

/// So that a species whose compartment is unknown (reported) has one to refer to.
void add_placeholder(ModelScope& scope) {
  if (!scope.network.compartments.empty()) return;
  Parameter size;
  size.value = 1.0;
  size.unit.dimension = volume_dimension;
  scope.network.compartments.push_back(
      {"", {static_cast<std::uint32_t>(scope.network.parameters.size())}, 3, {}});
  scope.network.parameters.push_back(std::move(size));
  scope.volume_of_surface.emplace_back();
}

void read_one_species(const YamlEntry& entry, ModelScope& scope) {
  const auto name = entry_name(entry, "species", scope);
  const YamlMapping from(
      entry.value, fmt::format("species '{}'", entry.key.value),
      {"in", "initial", "fixed", "report", "genes", "is", "title", "evidence", "source", "note"},
      scope.log);
  Species species;
  const auto in = from.name("in", Need::required);
  const auto compartment = in ? scope.find_compartment(*in, from.what()) : std::nullopt;
  // Without a compartment the species is still defined, so that its uses are not reported too.
  const bool is_new = name && scope.define(*name, NameKind::species, scope.network.species.size());
  if (compartment) {
    species.compartment = *compartment;
    species.is_amount =
        reads_as_amount(from, scope.network.compartments[compartment->index], scope);
    if (is_new) read_initial(from, species, scope);
  } else {
    add_placeholder(scope);
  }
  if (const auto fixed = from.boolean("fixed")) species.is_fixed = fixed->value;
  if (const YamlNode* genes = from.find("genes", Need::optional)) {
    for (const YamlNode& gene : read_list(*genes)) {
      if (const auto text = read_text(gene, "'genes' of " + from.what(), scope.log)) {
        species.genes.push_back(text->value);
      }
    }
  }
  if (const auto is = from.text("is")) species.is = is->value;
  if (const auto title = from.text("title")) species.title = title->value;
  read_provenance(from, scope, species);
  if (!is_new) return;
  species.name = name->value;
  species.where = name->where;
  scope.network.species.push_back(std::move(species));
}

}  // namespace

void read_sources(const YamlMapping& top, ModelScope& scope) {
  for (const YamlEntry& entry : top.entries("sources")) {
    const YamlMapping from(entry.value, fmt::format("source '{}'", entry.key.value),
                           {"doi", "pmid", "pmc", "url", "text"}, scope.log);
    std::string text;
    for (const std::string_view key : {"text", "doi", "pmid", "pmc", "url"}) {
      const auto value = from.text(key);
      if (!value) continue;
      if (!text.empty()) text += "; ";
      text +=
          key == "text" || key == "url" ? value->value : fmt::format("{}:{}", key, value->value);
    }
    if (text.empty()) {
      scope.log.error(entry.key.where, from.what() + " says nothing (doi, pmid, pmc, url or text)");
    }
    const auto same =
        std::find_if(scope.network.sources.begin(), scope.network.sources.end(),
                     [&](const Source& source) { return source.key == entry.key.value; });
    if (same != scope.network.sources.end()) {
      scope.log.error(entry.key.where, from.what() + " is defined already");
      scope.log.note(same->where, "first defined here");
      continue;
    }
    scope.network.sources.push_back({entry.key.value, text, entry.key.where});
  }
}

void read_compartments(const YamlMapping& top, ModelScope& scope) {
  for (const YamlEntry& entry : top.entries("compartments")) read_compartment(entry, scope);
}

void resolve_surfaces(const YamlMapping& top, ModelScope& scope) {
  const YamlNode* section = top.find("compartments");  // its mistakes are reported already
  if (section == nullptr) return;
  for (const YamlEntry& entry : section->entries()) {
    const Definition* surface = scope.find(entry.key.value);
    for (const auto& [key, value] : entry.value.entries()) {
      if (key.value != "surface_of" || surface == nullptr) continue;
      const auto name = read_name(value, "'surface_of'", scope.log);
      const auto volume =
          name ? scope.find_compartment(*name, fmt::format("compartment '{}'", entry.key.value))
               : std::nullopt;
      if (!volume) continue;
      if (scope.network.compartments[volume->index].dimensions != 3) {
        scope.log.error(name->where,
                        fmt::format("'{}' is a surface itself, expected a volume", name->value));
      }
      if (surface->kind == NameKind::compartment) scope.volume_of_surface[surface->index] = *volume;
    }
  }
}

void read_parameters(const YamlMapping& top, ModelScope& scope) {
  for (const YamlEntry& entry : top.entries("parameters")) read_parameter(entry, scope);
}

void read_species(const YamlMapping& top, ModelScope& scope) {
  for (const YamlEntry& entry : top.entries("species")) read_one_species(entry, scope);
}

std::string read_source_keys(const YamlMapping& entry, ModelScope& scope) {
  const YamlNode* node = entry.find("source", Need::optional);
  if (node == nullptr) return {};
  std::string joined;
  for (const YamlNode& item : read_list(*node)) {
    const auto key = read_text(item, "'source' of " + entry.what(), scope.log);
    if (!key) continue;
    const auto& sources = scope.network.sources;
    const bool is_known = std::any_of(sources.begin(), sources.end(), [&](const Source& source) {
      return source.key == key->value;
    });
    if (!is_known) {
      std::vector<std::string> keys;
      keys.reserve(sources.size());
      for (const Source& source : sources) keys.push_back(source.key);
      scope.log.error(key->where, fmt::format("{}: unknown source '{}'{}", entry.what(), key->value,
                                              suggestion(key->value, keys)));
    }
    if (!joined.empty()) joined += ", ";
    joined += key->value;
  }
  return joined;
}

}  // namespace sigdyn::detail
