#include "sbml/detail/declare.hpp"

#include <limits>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

namespace sigdyn::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void give_meaning(Import& import, const ::SBase& element, Meaning meaning) {
  if (!import.meanings.emplace(element.getId(), meaning).second) {
    import.log.error(import.place(element), fmt::format("'{}' is defined twice", element.getId()));
  }
}

ParameterId declare_quantity(Import& import, const ::SBase& element, double value, bool is_set) {
  const ParameterId id =
      import.add_parameter(element.getId(), is_set ? value : nan, import.place(element));
  give_meaning(import, element, {Meaning::Kind::parameter, id.index, {}});
  if (is_set) import.has_value.insert({SymbolKind::parameter, id.index});
  return id;
}

void mark_constant(Import& import, ParameterId id, bool is_constant) {
  if (is_constant) import.constants.insert({SymbolKind::parameter, id.index});
}

void declare_compartment(Import& import, const ::Compartment& compartment) {
  // A missing size is 1, as in Level 1 and as all simulators have it: concentration is then amount.
  const double size = compartment.isSetSize() ? compartment.getSize() : 1.0;
  Compartment added;
  added.name = compartment.getId();
  added.size = declare_quantity(import, compartment, size, true);
  mark_constant(import, added.size, compartment.getConstant());
  added.dimensions = static_cast<int>(compartment.getSpatialDimensions());
  added.where = import.place(compartment);
  import.network.compartments.push_back(std::move(added));
}

std::optional<CompartmentId> find_compartment(const Import& import, const std::string& id) {
  for (std::uint32_t i = 0; i < import.network.compartments.size(); ++i) {
    if (import.network.compartments[i].name == id) return CompartmentId{i};
  }
  return std::nullopt;
}

void declare_species(Import& import, const ::Species& species) {
  const auto compartment = find_compartment(import, species.getCompartment());
  if (!compartment) {
    import.log.error(import.place(species),
                     fmt::format("species '{}' is in the unknown compartment '{}'", species.getId(),
                                 species.getCompartment()));
    return;
  }
  const SpeciesId id{static_cast<std::uint32_t>(import.network.species.size())};
  Species added;
  added.name = species.getId();
  added.compartment = *compartment;
  added.initial = species.isSetInitialAmount() ? species.getInitialAmount() : nan;
  added.is_fixed = species.getBoundaryCondition() || species.getConstant();
  added.is_amount = species.getHasOnlySubstanceUnits();
  added.title = species.getName();
  added.where = import.place(species);
  Meaning meaning{Meaning::Kind::species, id.index, {}};
  if (!added.is_amount) meaning.size = import.network.compartments[compartment->index].size;
  give_meaning(import, species, meaning);
  const Symbol symbol{SymbolKind::species, id.index};
  if (species.isSetInitialAmount() || species.isSetInitialConcentration()) {
    import.has_value.insert(symbol);
  }
  if (species.getConstant()) import.constants.insert(symbol);
  import.places[symbol] = added.where;
  import.network.species.push_back(std::move(added));
}

void declare_locals(Import& import, const ::Reaction& reaction) {
  auto& locals = import.locals.emplace_back();
  const ::KineticLaw* law = reaction.getKineticLaw();
  if (law == nullptr) return;
  for (unsigned i = 0; i < law->getNumParameters(); ++i) {  // local parameters are among them
    const ::Parameter& local = *law->getParameter(i);
    const std::string name = fmt::format("{}.{}", reaction.getId(), local.getId());
    const ParameterId id = import.add_parameter(name, local.isSetValue() ? local.getValue() : nan,
                                                import.place(local));
    if (local.isSetValue()) import.has_value.insert({SymbolKind::parameter, id.index});
    locals.emplace(local.getId(), id);
  }
}

void declare_reaction(Import& import, const ::Reaction& reaction) {
  const auto index = static_cast<std::uint32_t>(import.network.reactions.size());
  Reaction added;
  added.name = reaction.getId();
  added.rate = ExpressionLaw{};
  added.where = import.place(reaction);
  import.network.reactions.push_back(std::move(added));
  give_meaning(import, reaction, {Meaning::Kind::reaction, index, {}});
  import.is_fast.push_back(
      import.model.getLevel() == 3 && import.model.getVersion() > 1 ? false : reaction.getFast());
  declare_locals(import, reaction);
}

/// The number a species reference has: 1 is the default before Level 3, none in Level 3.
double stoichiometry_of(const ::SpeciesReference& reference) {
  if (reference.getLevel() > 2 && !reference.isSetStoichiometry()) return nan;
  const int denominator = reference.getDenominator();
  return reference.getStoichiometry() / (denominator != 0 ? denominator : 1);
}

/// From extent to the species' amount: its own conversion factor, else the model's.
std::optional<ParameterId> conversion_factor(const Import& import, SpeciesId species) {
  const ::Species& element = *import.model.getSpecies(species.index);
  std::string id;
  if (import.model.isSetConversionFactor()) id = import.model.getConversionFactor();
  if (element.isSetConversionFactor()) id = element.getConversionFactor();
  const auto found = import.meanings.find(id);
  if (found == import.meanings.end() || found->second.kind != Meaning::Kind::parameter) {
    return std::nullopt;
  }
  return ParameterId{found->second.index};
}

void declare_reference(Import& import, std::size_t reaction, const ::SpeciesReference& reference,
                       double sign) {
  const auto species = import.meanings.find(reference.getSpecies());
  if (species == import.meanings.end() || species->second.kind != Meaning::Kind::species) {
    import.log.error(import.place(reference),
                     fmt::format("reaction '{}': unknown species '{}'",
                                 import.network.reactions[reaction].name, reference.getSpecies()));
    return;
  }
  Participation taking_part;
  taking_part.reaction = reaction;
  taking_part.species = {species->second.index};
  taking_part.sign = sign;
  taking_part.count = stoichiometry_of(reference);
  if (reference.isSetId()) {
    taking_part.parameter = declare_quantity(import, reference, taking_part.count,
                                             taking_part.count == taking_part.count);
  }
  if (taking_part.parameter && reference.getLevel() > 2) {
    mark_constant(import, *taking_part.parameter, reference.getConstant());
  }
  taking_part.factor = conversion_factor(import, taking_part.species);
  import.participations.push_back(taking_part);
}

void declare_references(Import& import, std::size_t index, const ::Reaction& reaction) {
  for (unsigned i = 0; i < reaction.getNumReactants(); ++i) {
    declare_reference(import, index, *reaction.getReactant(i), -1.0);
  }
  for (unsigned i = 0; i < reaction.getNumProducts(); ++i) {
    declare_reference(import, index, *reaction.getProduct(i), 1.0);
  }
}

void note_event_target(Import& import, const ::EventAssignment& assignment) {
  const auto found = import.meanings.find(assignment.getVariable());
  const auto target =
      found == import.meanings.end() ? std::nullopt : Import::target_of(found->second);
  if (target) import.event_targets.insert(*target);
}

}  // namespace

void declare_symbols(Import& import) {
  const ::Model& model = import.model;
  for (unsigned i = 0; i < model.getNumCompartments(); ++i) {
    declare_compartment(import, *model.getCompartment(i));
  }
  for (unsigned i = 0; i < model.getNumParameters(); ++i) {
    const ::Parameter& parameter = *model.getParameter(i);
    const ParameterId id =
        declare_quantity(import, parameter, parameter.getValue(), parameter.isSetValue());
    mark_constant(import, id, parameter.getConstant());
  }
  for (unsigned i = 0; i < model.getNumSpecies(); ++i) {
    declare_species(import, *model.getSpecies(i));
  }
  for (unsigned i = 0; i < model.getNumReactions(); ++i) {
    declare_reaction(import, *model.getReaction(i));
  }
  for (unsigned i = 0; i < model.getNumReactions(); ++i) {
    declare_references(import, i, *model.getReaction(i));
  }
  for (unsigned i = 0; i < model.getNumEvents(); ++i) {
    const ::Event& event = *model.getEvent(i);
    for (unsigned j = 0; j < event.getNumEventAssignments(); ++j) {
      note_event_target(import, *event.getEventAssignment(j));
    }
  }
}

}  // namespace sigdyn::detail
