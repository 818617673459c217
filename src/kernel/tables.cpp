#include "kernel/detail/tables.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "kernel/detail/lowering.hpp"

namespace sigdyn {
namespace detail {
namespace {

template <class Item>
Table<Item> table(const std::vector<Item>& items) {
  return {items.data(), static_cast<std::uint32_t>(items.size())};
}

TapeView view(const LinkedTape& tape) {
  return {table(tape.code), table(tape.scatter)};
}

}  // namespace

ProgramView view(const Program& p) {
  ProgramView v;
  v.n_states = p.n_states;
  v.n_nonzero = static_cast<std::uint32_t>(p.pattern.column.size());
  v.sums_at = p.sums_at;
  v.copies_at = p.copies_at;
  v.sum_start = table(p.sum_start);
  v.sum_states = table(p.sum_states);
  v.simple_rates = table(p.simple_rates);
  v.summed_rates = table(p.summed_rates);
  v.summed_rate_terms = table(p.summed_rate_terms);
  v.runs = table(p.runs);
  v.reversible_runs = table(p.reversible_runs);
  v.sources = table(p.sources);
  v.short_pairs = table(p.short_pairs);
  v.long_pairs = table(p.long_pairs);
  v.generals = table(p.generals);
  v.products = table(p.products);
  v.factors = table(p.factors);
  v.changes = table(p.changes);
  v.shapes = table(p.shapes);
  v.stream = table(p.stream);
  v.deep_products = table(p.deep_products);
  v.deep_factors = table(p.deep_factors);
  v.copied_states = table(p.copied_states);
  v.rhs_tape = view(p.rhs_tape);
  v.jacobian_tape = view(p.jacobian_tape);
  v.time_tape = view(p.time_tape);
  return v;
}

}  // namespace detail

namespace {

Kernel::Tables::Flux flux_of(const Reaction& reaction) {
  Kernel::Tables::Flux flux;
  if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) {
    flux.expression = law->flux.index;
    return flux;
  }
  const auto& law = std::get<MassAction>(reaction.rate);
  flux.is_mass_action = true;
  flux.factor = law.factor;
  flux.rate_constant = law.rate_constant.index;
  if (law.volume) flux.volume = law.volume->index;
  flux.volume_power = law.volume_power;
  return flux;
}

/// Every expression that is asked for at each output, step or event.
std::vector<ExpressionId> recurring_expressions(const Network& network) {
  std::vector<ExpressionId> ids;
  const auto add_rules = [&ids](const auto& rules) {
    for (const auto& rule : rules) ids.push_back(rule.value);
  };
  add_rules(network.assignment_rules);
  add_rules(network.initial_rules);
  add_rules(network.rate_rules);
  for (const Reaction& reaction : network.reactions) {
    if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) ids.push_back(law->flux);
  }
  for (const Observable& observable : network.observables) ids.push_back(observable.value);
  for (const Event& event : network.events) {
    ids.push_back(event.trigger);
    if (event.delay) ids.push_back(*event.delay);
    if (event.priority) ids.push_back(*event.priority);
    add_rules(event.assignments);
  }
  return ids;
}

}  // namespace

Kernel::Tables::Tables(const Network& network)
    : expressions(network.expressions),
      assignment_rules(network.assignment_rules),
      initial_rules(network.initial_rules) {
  for (const Species& species : network.species) nominal.species.push_back(species.initial);
  for (const Parameter& parameter : network.parameters) {
    nominal.parameters.push_back(parameter.value);
  }
  for (const Reaction& reaction : network.reactions) {
    fluxes.push_back(flux_of(reaction));
    reactants.add_row();
    for (const Term& term : reaction.reactants) {
      reactants.push_back({term.species.index, term.count});
    }
  }
  for (const Observable& observable : network.observables) observables.push_back(observable.value);

  std::set<Symbol> assigned;
  for (const Rule& rule : assignment_rules) assigned.insert(rule.target);
  for (const Rule& rule : initial_rules) {
    const std::vector<Symbol> reads = symbols_in(expressions, rule.value);
    initial_rule_reads_assigned.push_back(
        std::ranges::any_of(reads, [&](Symbol symbol) { return assigned.contains(symbol); }));
  }
  for (const ExpressionId id : recurring_expressions(network)) {
    const auto row = static_cast<std::uint32_t>(node_lists.size());
    if (!node_row.try_emplace(id.index, row).second) continue;
    node_lists.add_row();
    for (const std::uint32_t node : nodes_of(expressions, id)) node_lists.push_back(node);
  }

  detail::Lowering lowering = detail::lower(network);
  program = detail::make_program(lowering);
  program_view = detail::view(program);
  states = std::move(lowering.states);
  state_of_species = std::move(lowering.state_of_species);
  state_of_parameter = std::move(lowering.state_of_parameter);
}

}  // namespace sigdyn
