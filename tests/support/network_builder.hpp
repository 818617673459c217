/// Small networks for tests, written in a line each.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace sigdyn {

/// One compartment "cell" whose size is parameter 0; everything else is added by name.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(double volume = 1.0) {
    parameter("cell_size", volume);
    Compartment cell;
    cell.name = "cell";
    network.compartments.push_back(cell);
  }

  ParameterId parameter(const std::string& name, double value) {
    Parameter added;
    added.name = name;
    added.value = value;
    network.parameters.push_back(added);
    return {static_cast<std::uint32_t>(network.parameters.size() - 1)};
  }

  SpeciesId species(const std::string& name, double initial, bool is_fixed = false) {
    Species added;
    added.name = name;
    added.initial = initial;
    added.is_fixed = is_fixed;
    network.species.push_back(added);
    return {static_cast<std::uint32_t>(network.species.size() - 1)};
  }

  /// Mass action with one molecule per entry; repeat a species for a count of two.
  void reaction(const std::vector<SpeciesId>& reactants, const std::vector<SpeciesId>& products,
                ParameterId k, double factor = 1.0) {
    MassAction law;
    law.rate_constant = k;
    law.factor = factor;
    reaction(reactants, products, law);
  }

  void reaction(const std::vector<SpeciesId>& reactants, const std::vector<SpeciesId>& products,
                const std::variant<MassAction, ExpressionLaw>& law) {
    Reaction added;
    added.name = "r" + std::to_string(network.reactions.size());
    for (const SpeciesId species : reactants) add_term(added.reactants, species);
    for (const SpeciesId species : products) add_term(added.products, species);
    added.rate = law;
    network.reactions.push_back(added);
  }

  ExpressionId of(SpeciesId species) {
    return network.expressions.symbol({SymbolKind::species, species.index});
  }
  ExpressionId of(ParameterId parameter) {
    return network.expressions.symbol({SymbolKind::parameter, parameter.index});
  }
  ExpressionId number(double value) { return network.expressions.constant(value); }
  ExpressionId make(Op op, ExpressionId a, ExpressionId b = {}, ExpressionId c = {}) {
    return network.expressions.make(op, a, b, c);
  }

  void observable(const std::string& name, ExpressionId value) {
    Observable added;
    added.name = name;
    added.value = value;
    network.observables.push_back(added);
  }

  Network network;

 private:
  static void add_term(std::vector<Term>& terms, SpeciesId species) {
    for (Term& term : terms) {
      if (term.species == species) {
        term.count += 1.0;
        return;
      }
    }
    Term term;
    term.species = species;
    terms.push_back(term);
  }
};

}  // namespace sigdyn
