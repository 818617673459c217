#include "sbml/detail/dynamics.hpp"

#include <limits>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

namespace sigdyn::detail {

Dynamics::Dynamics(Import& import)
    : import_(import),
      formulas_(import, {[this](std::size_t reaction) { return flux(reaction); },
                         [this](const Meaning& meaning, const SourceLocation& where) {
                           return rate_since_start(meaning, where);
                         }}),
      participations_of_(import.network.species.size()),
      flux_(import.network.reactions.size()) {
  for (std::size_t i = 0; i < import.participations.size(); ++i) {
    participations_of_[import.participations[i].species.index].push_back(i);
  }
  for (unsigned i = 0; i < import.model.getNumRules(); ++i) {
    const ::Rule& rule = *import.model.getRule(i);
    if (rule.isAlgebraic() || !rule.isSetMath()) continue;
    const auto found = import.meanings.find(rule.getVariable());
    const auto target =
        found == import.meanings.end() ? std::nullopt : Import::target_of(found->second);
    if (!target) {
      import.log.error(import.place(rule), fmt::format("a rule sets '{}', which is not a quantity "
                                                       "of the model",
                                                       rule.getVariable()));
      continue;
    }
    meaning_of_[*target] = found->second;
    (rule.isRate() ? rate_rules_ : assignment_rules_)[*target] = &rule;
    import.places[*target] = import.place(rule);
  }
}

ExpressionId Dynamics::flux(std::size_t reaction) {
  if (flux_[reaction]) return *flux_[reaction];
  const ::Reaction& element = *import_.model.getReaction(static_cast<unsigned>(reaction));
  const ::KineticLaw* law = element.getKineticLaw();
  if (law == nullptr || law->getMath() == nullptr) return import_.number(0.0);
  if (!open_fluxes_.insert(reaction).second) {
    import_.log.error(import_.place(element), fmt::format("the rate of reaction '{}' depends on "
                                                          "itself",
                                                          element.getId()));
    return import_.number(0.0);
  }
  flux_[reaction] = formulas_.read(*law->getMath(), import_.place(*law), &import_.locals[reaction]);
  open_fluxes_.erase(reaction);
  return *flux_[reaction];
}

ExpressionId Dynamics::coefficient(const Participation& participation) {
  ExpressionId value = participation.parameter ? import_.parameter(*participation.parameter)
                                               : import_.number(participation.count);
  if (participation.factor) {
    value = import_.make(Op::multiply, value, import_.parameter(*participation.factor));
  }
  return value;
}

ExpressionId Dynamics::rate_by_reactions(SpeciesId species, bool fast) {
  ExpressionId sum = import_.number(0.0);
  for (const std::size_t index : participations_of_[species.index]) {
    const Participation& participation = import_.participations[index];
    if (import_.is_fast[participation.reaction] != fast) continue;
    const ExpressionId change =
        import_.make(Op::multiply, coefficient(participation), flux(participation.reaction));
    sum = import_.make(participation.sign > 0 ? Op::add : Op::subtract, sum, change);
  }
  return sum;
}

ExpressionId Dynamics::assignment(Symbol symbol) {
  const auto done = import_.assignments.find(symbol);
  if (done != import_.assignments.end()) return done->second;
  const ::Rule& rule = *assignment_rules_.at(symbol);
  const ExpressionId value = formulas_.read(*rule.getMath(), import_.place(rule));
  return import_.assignments[symbol] = import_.to_amount(meaning_of_.at(symbol), value);
}

ExpressionId Dynamics::rate_rule(Symbol symbol) {
  const auto done = rate_as_written_.find(symbol);
  if (done != rate_as_written_.end()) return done->second;
  const ::Rule& rule = *rate_rules_.at(symbol);
  return rate_as_written_[symbol] = formulas_.read(*rule.getMath(), import_.place(rule));
}

ExpressionId Dynamics::total_derivative(ExpressionId value) {
  ExpressionGraph& graph = import_.network.expressions;
  for (const std::uint32_t index : nodes_of(graph, value)) {
    if (graph.nodes()[index].op != Op::delay) continue;
    throw UnsupportedError({import_.file, 0, 0}, "rateOf what an assignment makes of delay()");
  }
  ExpressionId sum = differentiate_by_time(graph, value);
  for (const Symbol symbol : symbols_in(graph, value)) {
    const ExpressionId slope = differentiate(graph, value, symbol);
    sum = graph.make(Op::add, sum, graph.make(Op::multiply, slope, rate(symbol)));
  }
  return sum;
}

ExpressionId Dynamics::rate(Symbol symbol) {
  const auto done = rate_.find(symbol);
  if (done != rate_.end()) return done->second;
  if (!open_rates_.insert(symbol).second) {
    import_.log.error(import_.places[symbol], "a rate of change depends on itself");
    return import_.number(0.0);
  }
  const ExpressionId value = new_rate(symbol);
  open_rates_.erase(symbol);
  return rate_[symbol] = value;
}

ExpressionId Dynamics::new_rate(Symbol symbol) {
  if (assignment_rules_.count(symbol) > 0) return total_derivative(assignment(symbol));
  if (rate_rules_.count(symbol) > 0) {
    const ExpressionId written = rate_rule(symbol);
    const Meaning& meaning = meaning_of_.at(symbol);
    if (!meaning.size) return written;
    // d(c V)/dt = V dc/dt + c dV/dt
    const ExpressionId dilution = import_.make(Op::multiply, formulas_.reference(meaning),
                                               rate({SymbolKind::parameter, meaning.size->index}));
    return import_.make(Op::add, import_.to_amount(meaning, written), dilution);
  }
  if (symbol.kind == SymbolKind::species && !import_.network.species[symbol.index].is_fixed) {
    return rate_by_reactions({symbol.index});
  }
  return import_.number(0.0);
}

/// Before the start, where delay() may look, nothing changes.
ExpressionId Dynamics::rate_since_start(const Meaning& meaning, const SourceLocation& where) {
  const ExpressionId value = rate_in_formula(meaning, where);
  if (!import_.has_delay) return value;
  const ExpressionId is_past =
      import_.make(Op::less, import_.network.expressions.time(), import_.number(0.0));
  return import_.make(Op::select, is_past, import_.number(0.0), value);
}

ExpressionId Dynamics::rate_in_formula(const Meaning& meaning, const SourceLocation& where) {
  const auto target = Import::target_of(meaning);
  if (!target) return total_derivative(flux(meaning.index));
  if (rate_rules_.count(*target) > 0) {
    if (!open_rates_.insert(*target).second) {
      import_.log.error(where, "a rate of change depends on itself");
      return import_.number(0.0);
    }
    const ExpressionId written = rate_rule(*target);
    open_rates_.erase(*target);
    return written;
  }
  const ExpressionId change = rate(*target);
  if (!meaning.size) return change;
  const ExpressionId dilution = import_.make(Op::multiply, formulas_.reference(meaning),
                                             rate({SymbolKind::parameter, meaning.size->index}));
  return import_.make(Op::divide, import_.make(Op::subtract, change, dilution),
                      import_.parameter(*meaning.size));
}

void Dynamics::read_rules() {
  for (const auto& [symbol, rule] : assignment_rules_) assignment(symbol);
  for (const auto& [symbol, rule] : rate_rules_) import_.rates[symbol] = rate(symbol);
}

}  // namespace sigdyn::detail
