#include "sbml/detail/assemble.hpp"

#include <cmath>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "sbml/detail/dependency_order.hpp"
#include "sbml/detail/mass_action_law.hpp"

namespace sigdyn::detail {
namespace {

bool may_change(const Import& import, ParameterId id) {
  const Symbol symbol{SymbolKind::parameter, id.index};
  return import.drive_of(symbol) != Drive::none || import.event_targets.count(symbol) > 0 ||
         import.initial.count(symbol) > 0 ||
         import.named_in_math.count(import.network.parameters[id.index].name) > 0;
}

/// A stoichiometry stays a number unless something can change it or reads it by its name, so that
/// conservation laws and mass action are found where an id is given for nothing.
Term make_term(Import& import, Dynamics& dynamics, const Participation& participation) {
  Term term;
  term.species = participation.species;
  term.count = std::isfinite(participation.count) ? participation.count : 1.0;
  if (participation.factor) {
    const Reaction& reaction = import.network.reactions[participation.reaction];
    const ParameterId id =
        import.add_parameter(fmt::format("{}.{}.{}", reaction.name,
                                         import.network.species[participation.species.index].name,
                                         import.network.parameters.size()),
                             std::numeric_limits<double>::quiet_NaN(), reaction.where);
    import.assignments[{SymbolKind::parameter, id.index}] = dynamics.coefficient(participation);
    term.stoichiometry = id;
  } else if (participation.parameter && may_change(import, *participation.parameter)) {
    term.stoichiometry = participation.parameter;
  } else if (!std::isfinite(participation.count) &&
             !import.network.species[participation.species.index].is_fixed) {
    const Reaction& reaction = import.network.reactions[participation.reaction];
    import.log.error(reaction.where,
                     fmt::format("reaction '{}': species '{}' has no stoichiometry", reaction.name,
                                 import.network.species[participation.species.index].name));
  }
  return term;
}

}  // namespace

void read_stoichiometry_math(Import& import, Dynamics& dynamics) {
  if (import.model.getLevel() != 2) return;  // in Level 3 a rule says it, whatever libsbml keeps
  std::size_t index = 0;
  const auto read = [&](const ::SpeciesReference& reference) {
    Participation& participation = import.participations[index++];
    const ::StoichiometryMath* math = reference.getStoichiometryMath();
    if (math == nullptr || math->getMath() == nullptr) return;
    const SourceLocation where = import.place(reference);
    if (!participation.parameter) {
      const std::string name =
          fmt::format("{}.{}.stoichiometry", import.network.reactions[participation.reaction].name,
                      reference.getSpecies());
      participation.parameter =
          import.add_parameter(name, std::numeric_limits<double>::quiet_NaN(), where);
    }
    import.assignments[{SymbolKind::parameter, participation.parameter->index}] =
        dynamics.formulas().read(*math->getMath(), where);
  };
  for (unsigned i = 0; i < import.model.getNumReactions(); ++i) {
    const ::Reaction& reaction = *import.model.getReaction(i);
    for (unsigned j = 0; j < reaction.getNumReactants(); ++j) read(*reaction.getReactant(j));
    for (unsigned j = 0; j < reaction.getNumProducts(); ++j) read(*reaction.getProduct(j));
  }
}

void assemble_reactions(Import& import, Dynamics& dynamics) {
  for (const Participation& participation : import.participations) {
    const Term term = make_term(import, dynamics, participation);
    Reaction& reaction = import.network.reactions[participation.reaction];
    (participation.sign < 0 ? reaction.reactants : reaction.products).push_back(term);
  }
  StandingStill stands_still(import);
  for (std::size_t i = 0; i < import.network.reactions.size(); ++i) {
    Reaction& reaction = import.network.reactions[i];
    const ExpressionId flux = dynamics.flux(i);
    const auto law = recognise_mass_action(import, stands_still, flux, reaction.reactants);
    if (law) {
      reaction.rate = *law;
    } else {
      reaction.rate = ExpressionLaw{flux};
    }
  }
}

void assemble_rules(Import& import) {
  for (const Symbol target : order_by_dependency(import, import.assignments, "assignments")) {
    import.network.assignment_rules.push_back({target, import.assignments.at(target)});
  }
  for (const auto& [target, value] : import.rates) {
    import.network.rate_rules.push_back({target, value});
  }
}

void check_values(Import& import) {
  std::set<Symbol> needed;
  for (const std::string& id : import.named_in_math) {
    if (const auto symbol = Import::target_of(import.meanings.at(id))) needed.insert(*symbol);
  }
  for (const Participation& participation : import.participations) {
    const SpeciesId id = participation.species;
    if (!import.network.species[id.index].is_fixed) needed.insert({SymbolKind::species, id.index});
  }
  for (const auto& locals : import.locals) {
    for (const auto& [name, id] : locals) needed.insert({SymbolKind::parameter, id.index});
  }
  for (const Symbol symbol : needed) {
    const bool has_value = import.has_value.count(symbol) > 0 || import.initial.count(symbol) > 0 ||
                           import.event_targets.count(symbol) > 0 ||
                           import.drive_of(symbol) == Drive::assignment;
    if (has_value) continue;
    const std::string& name = symbol.kind == SymbolKind::species
                                  ? import.network.species[symbol.index].name
                                  : import.network.parameters[symbol.index].name;
    import.log.error(import.places[symbol], fmt::format("'{}' has no value", name));
  }
}

}  // namespace sigdyn::detail
