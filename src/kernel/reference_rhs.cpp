#include <cmath>

#include "kernel/kernel.hpp"

namespace sigdyn {
namespace {

double flux_of(const Network& network, const Reaction& reaction, double t,
               const NetworkValues& values, const std::function<double(Symbol)>& lookup) {
  if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) {
    return evaluate(network.expressions, law->flux, t, lookup);
  }
  const auto& law = std::get<MassAction>(reaction.rate);
  double flux = law.factor * values.parameters[law.rate_constant.index];
  if (law.volume) flux *= std::pow(values.parameters[law.volume->index], law.volume_power);
  for (const Term& reactant : reaction.reactants) {
    flux *= std::pow(values.species[reactant.species.index], reactant.count);
  }
  return flux;
}

}  // namespace

std::vector<double> reference_rhs(const Network& network, double t, const NetworkValues& values) {
  const std::function<double(Symbol)> lookup = [&values](Symbol symbol) {
    return symbol.kind == SymbolKind::species ? values.species[symbol.index]
                                              : values.parameters[symbol.index];
  };
  std::vector<double> dydt(network.species.size(), 0.0);
  for (const Reaction& reaction : network.reactions) {
    const double flux = flux_of(network, reaction, t, values, lookup);
    const auto add = [&](const std::vector<Term>& terms, double sign) {
      for (const Term& term : terms) {
        const double count =
            term.stoichiometry ? values.parameters[term.stoichiometry->index] : term.count;
        dydt[term.species.index] += sign * count * flux;
      }
    };
    add(reaction.reactants, -1.0);
    add(reaction.products, 1.0);
  }
  for (std::size_t i = 0; i < network.species.size(); ++i) {
    if (network.species[i].is_fixed) dydt[i] = 0.0;
  }
  for (const Rule& rule : network.assignment_rules) {
    if (rule.target.kind == SymbolKind::species) dydt[rule.target.index] = 0.0;
  }
  for (const Rule& rule : network.rate_rules) {
    const double rate = evaluate(network.expressions, rule.value, t, lookup);
    if (rule.target.kind == SymbolKind::species) dydt[rule.target.index] = rate;
    dydt.push_back(rate);
  }
  return dydt;
}

}  // namespace sigdyn
