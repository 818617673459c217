#include "network/network.hpp"

#include <cmath>
#include <set>
#include <stdexcept>
#include <string>

namespace sigdyn {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::logic_error("network is not well formed: " + what);
}

class Validation {
 public:
  explicit Validation(const Network& network) : network_(network) {}

  void run() const {
    for (const ExpressionNode& node : network_.expressions.nodes()) {
      if (node.op == Op::symbol) check(node.symbol, "an expression");
    }
    for (const Compartment& compartment : network_.compartments) {
      check(compartment.size, compartment.name);
    }
    for (const Species& species : network_.species) {
      if (species.compartment.index >= network_.compartments.size()) {
        fail("species '" + species.name + "' is in no compartment");
      }
    }
    for (const Reaction& reaction : network_.reactions) check(reaction);
    check_rules();
    for (const Event& event : network_.events) check(event);
    for (const Observable& observable : network_.observables) {
      check(observable.value, observable.name);
    }
    for (const Perturbation& perturbation : network_.perturbations) {
      check(perturbation.argument, perturbation.name);
      for (const Perturbation::Change& change : perturbation.changes) {
        check(change.target, perturbation.name);
        check(change.value, perturbation.name);
      }
    }
  }

 private:
  void check(Symbol symbol, const std::string& who) const {
    const std::size_t size =
        symbol.kind == SymbolKind::species ? network_.species.size() : network_.parameters.size();
    if (symbol.index >= size) fail("a symbol of '" + who + "' does not exist");
  }

  void check(ParameterId id, const std::string& who) const {
    check(Symbol{SymbolKind::parameter, id.index}, who);
  }

  void check(ExpressionId id, const std::string& who) const {
    if (id.index >= network_.expressions.size()) fail("'" + who + "' has no expression");
  }

  void check(const Reaction& reaction) const {
    for (const auto* terms : {&reaction.reactants, &reaction.products}) {
      for (const Term& term : *terms) {
        check(Symbol{SymbolKind::species, term.species.index}, reaction.name);
        if (term.stoichiometry) check(*term.stoichiometry, reaction.name);
      }
    }
    if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) {
      check(law->flux, reaction.name);
      return;
    }
    const auto& mass_action = std::get<MassAction>(reaction.rate);
    check(mass_action.rate_constant, reaction.name);
    if (mass_action.volume) check(*mass_action.volume, reaction.name);
    for (const Term& term : reaction.reactants) {
      if (term.count != std::floor(term.count) || term.count < 1.0 || term.count > 255.0) {
        fail("reaction '" + reaction.name + "' is mass action in a broken number of reactants");
      }
    }
  }

  void check_rules() const {
    std::set<Symbol> is_assigned_later;
    for (const Rule& rule : network_.assignment_rules) {
      check(rule.target, "an assignment rule");
      check(rule.value, "an assignment rule");
      if (!is_assigned_later.insert(rule.target).second) fail("a symbol is assigned twice");
    }
    std::set<Symbol> driven = is_assigned_later;
    for (const Rule& rule : network_.assignment_rules) {
      for (const Symbol symbol : symbols_in(network_.expressions, rule.value)) {
        if (is_assigned_later.count(symbol) != 0) fail("assignment rules are not in order");
      }
      is_assigned_later.erase(rule.target);
    }
    for (const Rule& rule : network_.rate_rules) {
      check(rule.target, "a rate rule");
      check(rule.value, "a rate rule");
      if (!driven.insert(rule.target).second) fail("a symbol has two rules");
    }
    for (const Rule& rule : network_.initial_rules) {
      check(rule.target, "an initial rule");
      check(rule.value, "an initial rule");
    }
  }

  void check(const Event& event) const {
    check(event.trigger, event.name);
    if (event.delay) check(*event.delay, event.name);
    if (event.priority) check(*event.priority, event.name);
    for (const EventAssignment& rule : event.assignments) {
      check(rule.target, event.name);
      check(rule.value, event.name);
    }
  }

  const Network& network_;
};

/// Index of the entry of that name, or the number of entries.
template <class Entry>
std::uint32_t index_of(const std::vector<Entry>& entries, std::string_view name) {
  std::uint32_t index = 0;
  while (index < entries.size() && entries[index].name != name) ++index;
  return index;
}

}  // namespace

std::optional<SpeciesId> find_species(const Network& network, std::string_view name) {
  const std::uint32_t index = index_of(network.species, name);
  if (index == network.species.size()) return std::nullopt;
  return SpeciesId{index};
}

std::optional<ParameterId> find_parameter(const Network& network, std::string_view name) {
  const std::uint32_t index = index_of(network.parameters, name);
  if (index == network.parameters.size()) return std::nullopt;
  return ParameterId{index};
}

void validate(const Network& network) {
  Validation(network).run();
}

}  // namespace sigdyn
