#include "sbml/detail/export_context.hpp"

#include <cctype>

#include "base/id.hpp"

namespace sigdyn::detail {

ExportContext::ExportContext(const Network& network)
    : network_(network), locals_(find_local_parameters(network)) {
  for (const Compartment& compartment : network.compartments) sizes_.insert(compartment.size.index);
  for (const Rule& rule : network.assignment_rules) targets_.insert(rule.target);
  for (const Rule& rule : network.rate_rules) targets_.insert(rule.target);
  for (const Event& event : network.events) {
    for (const EventAssignment& assignment : event.assignments) targets_.insert(assignment.target);
  }
  // Compartments, species and observables are what people look for: they have the first choice.
  parameter_ids_.resize(network.parameters.size());
  for (const Compartment& compartment : network.compartments) {
    parameter_ids_[compartment.size.index] = new_id(compartment.name);
  }
  for (const Species& species : network.species) species_ids_.push_back(new_id(species.name));
  for (const auto& [index, local] : locals_) parameter_ids_[index] = local.id;
  for (std::size_t i = 0; i < network.parameters.size(); ++i) {
    if (parameter_ids_[i].empty()) parameter_ids_[i] = new_id(network.parameters[i].name);
  }
  for (const Reaction& reaction : network.reactions) reaction_ids_.push_back(new_id(reaction.name));
  for (const Observable& observable : network.observables) {
    observable_ids_.push_back(new_id(observable.name));
  }
  for (const Event& event : network.events) event_ids_.push_back(new_id(event.name));
  for (const Species& species : network.species) {
    const ParameterId size = network.compartments[species.compartment.index].size;
    is_concentration_.push_back(!species.is_amount &&
                                !is_target({SymbolKind::parameter, size.index}));
  }
}

/// A valid SBML id (letters, digits, '_', no digit first) that is not taken.
std::string ExportContext::new_id(const std::string& name) {
  std::string id;
  for (const char c : name) {
    id += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  if (id.empty() || std::isdigit(static_cast<unsigned char>(id[0])) != 0) id.insert(0, 1, '_');
  while (!taken_.insert(id).second) id += '_';
  return id;
}

const std::string& ExportContext::compartment_id(CompartmentId id) const {
  return parameter_id(network_.compartments[id.index].size);
}

ParameterId ExportContext::size_of(SpeciesId id) const {
  return network_.compartments[network_.species[id.index].compartment.index].size;
}

}  // namespace sigdyn::detail
