#include "sbml/detail/export_locals.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <unordered_map>
#include <variant>

namespace sigdyn::detail {
namespace {

using Found = std::map<std::uint32_t, LocalParameter>;

bool is_sbml_id(const std::string& text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) != 0) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
}

Found candidates(const Network& network) {
  std::unordered_map<std::string, std::size_t> reactions;
  for (std::size_t i = 0; i < network.reactions.size(); ++i) {
    reactions.emplace(network.reactions[i].name, i);
  }
  Found found;
  for (std::uint32_t i = 0; i < network.parameters.size(); ++i) {
    const std::string& name = network.parameters[i].name;
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos || !is_sbml_id(name.substr(dot + 1))) continue;
    const auto reaction = reactions.find(name.substr(0, dot));
    if (reaction != reactions.end()) found[i] = {reaction->second, name.substr(dot + 1)};
  }
  return found;
}

/// The symbols that a law reads, the sizes that turn amounts into concentrations included.
std::set<Symbol> read_by_law(const Network& network, const Reaction& reaction) {
  std::set<Symbol> read;
  const auto add_parameter = [&](ParameterId id) {
    read.insert({SymbolKind::parameter, id.index});
  };
  if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) {
    const auto symbols = symbols_in(network.expressions, law->flux);
    read.insert(symbols.begin(), symbols.end());
  } else {
    const auto& mass_action = std::get<MassAction>(reaction.rate);
    add_parameter(mass_action.rate_constant);
    if (mass_action.volume) add_parameter(*mass_action.volume);
    for (const Term& term : reaction.reactants) {
      read.insert({SymbolKind::species, term.species.index});
    }
  }
  for (const Symbol symbol : std::set<Symbol>(read)) {
    if (symbol.kind != SymbolKind::species) continue;
    add_parameter(network.compartments[network.species[symbol.index].compartment.index].size);
  }
  return read;
}

void drop_read_by_laws(const Network& network, Found& found) {
  for (std::size_t i = 0; i < network.reactions.size(); ++i) {
    const std::set<Symbol> read = read_by_law(network, network.reactions[i]);
    std::set<std::string> names;
    for (const Symbol symbol : read) {
      names.insert(symbol.kind == SymbolKind::species ? network.species[symbol.index].name
                                                      : network.parameters[symbol.index].name);
    }
    for (const Symbol symbol : read) {
      if (symbol.kind != SymbolKind::parameter) continue;
      const auto local = found.find(symbol.index);
      if (local == found.end()) continue;
      const bool is_hidden = names.count(local->second.id) > 0;
      if (local->second.reaction != i || is_hidden) found.erase(local);
    }
  }
}

class OtherUses {
 public:
  OtherUses(const Network& network, Found& found) : network_(network), found_(found) {}

  void drop() {
    for (const auto* rules :
         {&network_.assignment_rules, &network_.rate_rules, &network_.initial_rules}) {
      for (const Rule& rule : *rules) {
        used(rule.target);
        used(rule.value);
      }
    }
    for (const Event& event : network_.events) drop_used_by(event);
    for (const Observable& observable : network_.observables) used(observable.value);
    for (const Compartment& compartment : network_.compartments) used(compartment.size);
    for (const Reaction& reaction : network_.reactions) {
      for (const auto* side : {&reaction.reactants, &reaction.products}) {
        for (const Term& term : *side) {
          if (term.stoichiometry) used(*term.stoichiometry);
        }
      }
    }
  }

 private:
  void used(ParameterId id) { found_.erase(id.index); }
  void used(Symbol symbol) {
    if (symbol.kind == SymbolKind::parameter) found_.erase(symbol.index);
  }
  void used(ExpressionId id) {
    for (const Symbol symbol : symbols_in(network_.expressions, id)) used(symbol);
  }

  void drop_used_by(const Event& event) {
    used(event.trigger);
    if (event.delay) used(*event.delay);
    if (event.priority) used(*event.priority);
    for (const EventAssignment& assignment : event.assignments) {
      used(assignment.target);
      used(assignment.value);
    }
  }

  const Network& network_;
  Found& found_;
};

}  // namespace

std::map<std::uint32_t, LocalParameter> find_local_parameters(const Network& network) {
  Found found = candidates(network);
  if (found.empty()) return found;
  drop_read_by_laws(network, found);
  OtherUses(network, found).drop();
  return found;
}

}  // namespace sigdyn::detail
