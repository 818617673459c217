#include "model/detail/require_expressible.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

const std::string& name_of(const Network& network, Symbol symbol) {
  return symbol.kind == SymbolKind::species ? network.species[symbol.index].name
                                            : network.parameters[symbol.index].name;
}

const SourceLocation& place_of(const Network& network, Symbol symbol) {
  return symbol.kind == SymbolKind::species ? network.species[symbol.index].where
                                            : network.parameters[symbol.index].where;
}

}  // namespace

void require_expressible(const Network& network) {
  for (const Reaction& reaction : network.reactions) {
    if (!std::holds_alternative<MassAction>(reaction.rate)) {
      throw UnsupportedError(reaction.where,
                             fmt::format("the rate of reaction '{}' is no mass action, which is "
                                         "all that a YAML model can say",
                                         reaction.name));
    }
    for (const auto* terms : {&reaction.reactants, &reaction.products}) {
      for (const Term& term : *terms) {
        if (!term.stoichiometry && term.count == std::floor(term.count)) continue;
        throw UnsupportedError(
            reaction.where,
            fmt::format("a stoichiometry of reaction '{}' is no whole number", reaction.name));
      }
    }
  }
  if (!network.events.empty()) {
    const Event& event = network.events.front();
    throw UnsupportedError(
        event.where, fmt::format("event '{}', which a YAML model cannot say (a scenario's protocol "
                                 "may)",
                                 event.name));
  }
  if (!network.rate_rules.empty()) {
    const Symbol target = network.rate_rules.front().target;
    throw UnsupportedError(place_of(network, target),
                           fmt::format("'{}' has a rate rule, which a YAML model cannot say",
                                       name_of(network, target)));
  }
  for (const Rule& rule : network.assignment_rules) {
    const auto symbols = symbols_in(network.expressions, rule.value);
    bool is_constant =
        rule.target.kind == SymbolKind::parameter && !reads_time(network.expressions, rule.value);
    for (const Symbol symbol : symbols) is_constant &= symbol.kind == SymbolKind::parameter;
    if (is_constant) continue;
    const bool is_used = std::any_of(
        network.reactions.begin(), network.reactions.end(), [&](const Reaction& reaction) {
          const auto& law = std::get<MassAction>(reaction.rate);
          return rule.target == Symbol{SymbolKind::parameter, law.rate_constant.index};
        });
    if (rule.target.kind == SymbolKind::species || is_used) {
      throw UnsupportedError(place_of(network, rule.target),
                             fmt::format("'{}' changes by a formula, which a YAML model cannot say",
                                         name_of(network, rule.target)));
    }
  }
}

}  // namespace sigdyn::detail
