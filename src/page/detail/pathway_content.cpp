#include <fmt/format.h>

#include "base/json.hpp"
#include "describe/pathway_graph.hpp"
#include "page/detail/content.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t largest_pathway = 3000;  ///< species

std::string ids_json(const std::vector<SpeciesId>& ids) {
  std::vector<std::string> items;
  items.reserve(ids.size());
  for (const SpeciesId id : ids) items.push_back(std::to_string(id.index));
  return json_array(items);
}

std::string species_json(const Network& network) {
  std::vector<std::string> items;
  for (const Species& species : network.species) {
    const auto& compartment = network.compartments[species.compartment.index].name;
    items.push_back(json_object({{"name", json_string(species.name)},
                                 {"title", json_string(species.title)},
                                 {"compartment", json_string(compartment)}}));
  }
  return json_array(items);
}

std::string steps_json(const Network& network) {
  std::vector<std::string> items;
  for (const PathwayStep& step : without_enzyme_complexes(pathway_steps(network))) {
    items.push_back(json_object({{"name", json_string(step.name)},
                                 {"from", ids_json(step.from)},
                                 {"to", ids_json(step.to)},
                                 {"by", ids_json(step.catalysts)},
                                 {"reversible", step.is_reversible ? "true" : "false"}}));
  }
  return json_array(items);
}

/// Which species each observable reads.
std::string observed_json(const Network& network) {
  std::string fields;
  for (const Observable& observable : network.observables) {
    std::vector<SpeciesId> species;
    for (const Symbol& symbol : symbols_in(network.expressions, observable.value)) {
      if (symbol.kind == SymbolKind::species) species.push_back({symbol.index});
    }
    if (!fields.empty()) fields += ",";
    fields += json_string(observable.name) + ":" + ids_json(species);
  }
  return "{" + fields + "}";
}

}  // namespace

std::string pathway_content(const Network* network) {
  if (network == nullptr || network->species.size() > largest_pathway) return "null";
  return json_object({{"species", species_json(*network)},
                      {"steps", steps_json(*network)},
                      {"observed", observed_json(*network)}});
}

}  // namespace sigdyn::detail
