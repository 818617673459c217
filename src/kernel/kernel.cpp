#include "kernel/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/contract.hpp"
#include "kernel/detail/lowering.hpp"
#include "kernel/detail/tables.hpp"

namespace sigdyn {
namespace {

double& value_at(NetworkValues& values, Symbol symbol) {
  return symbol.kind == SymbolKind::species ? values.species[symbol.index]
                                            : values.parameters[symbol.index];
}

double value_at(const NetworkValues& values, Symbol symbol) {
  return symbol.kind == SymbolKind::species ? values.species[symbol.index]
                                            : values.parameters[symbol.index];
}

/// x^n by repeated multiplication, as the compiled kernels do it.
double whole_power(double x, double n) {
  double power = x;
  for (double i = 1.0; i < n; i += 1.0) power *= x;
  return power;
}

/// Room for intermediate values, kept between calls; what it holds is never read again.
std::vector<double>& scratch(std::size_t size) {
  thread_local std::vector<double> values;
  if (values.size() < size) values.resize(size);
  return values;
}

/// Values of `nodes` at (t, values). A delay() is looked up in `history`; without one the past is
/// taken to be like the present.
double run_nodes(const ExpressionGraph& graph, std::span<const std::uint32_t> nodes, double t,
                 const NetworkValues& values, const DelayHistory* history) {
  std::vector<double>& result = scratch(nodes.back() + std::size_t{1});
  for (const std::uint32_t i : nodes) {
    const ExpressionNode& node = graph.nodes()[i];
    switch (node.op) {
      case Op::constant:
        result[i] = node.constant;
        break;
      case Op::symbol:
        result[i] = value_at(values, node.symbol);
        break;
      case Op::time:
        result[i] = t;
        break;
      case Op::delay: {
        const double present = result[node.a];
        const double lag = result[node.b];
        if (history == nullptr) {
          result[i] = present;
        } else {
          // The history may evaluate expressions too, in the same scratch.
          std::vector<double> kept(result.begin(), result.begin() + i);
          const double past = history->value({node.a}, t - lag);
          std::ranges::copy(kept, scratch(kept.size()).begin());
          result[i] = past;
        }
        break;
      }
      default:
        result[i] = apply(node.op, result[node.a], result[node.b], result[node.c]);
    }
  }
  return result[nodes.back()];
}

double value_of(const Kernel::Tables& tables, ExpressionId id, double t,
                const NetworkValues& values, const DelayHistory* history) {
  const auto row = tables.node_row.find(id.index);
  if (row != tables.node_row.end()) {
    return run_nodes(tables.expressions, tables.node_lists[row->second], t, values, history);
  }
  return run_nodes(tables.expressions, nodes_of(tables.expressions, id), t, values, history);
}

}  // namespace

Kernel::Kernel(const Network& network) : tables_(std::make_unique<Tables>(network)) {}
Kernel::~Kernel() = default;

std::size_t Kernel::n_states() const {
  return tables_->states.size();
}
std::size_t Kernel::n_species() const {
  return tables_->nominal.species.size();
}
std::size_t Kernel::n_parameters() const {
  return tables_->nominal.parameters.size();
}
std::size_t Kernel::n_reactions() const {
  return tables_->fluxes.size();
}
std::size_t Kernel::n_observables() const {
  return tables_->observables.size();
}

Symbol Kernel::symbol_of_state(std::size_t state) const {
  SIGDYN_EXPECTS(state < n_states());
  return tables_->states[state];
}

std::optional<std::size_t> Kernel::state_of(Symbol symbol) const {
  const auto& states =
      symbol.kind == SymbolKind::species ? tables_->state_of_species : tables_->state_of_parameter;
  SIGDYN_EXPECTS(symbol.index < states.size());
  if (states[symbol.index] == detail::no_state) return std::nullopt;
  return states[symbol.index];
}

NetworkValues Kernel::initial_values(double t) const {
  NetworkValues values = tables_->nominal;
  apply_initial_rules(t, values, {});
  return values;
}

void Kernel::apply_initial_rules(double t, NetworkValues& values,
                                 std::span<const Symbol> keep) const {
  bool is_stale = true;
  for (std::size_t i = 0; i < tables_->initial_rules.size(); ++i) {
    const Rule& rule = tables_->initial_rules[i];
    if (std::ranges::find(keep, rule.target) != keep.end()) continue;
    if (is_stale && tables_->initial_rule_reads_assigned[i]) apply_assignments(t, values);
    value_at(values, rule.target) = evaluate(rule.value, t, values);
    is_stale = true;
  }
  apply_assignments(t, values);
}

void Kernel::apply_assignments(double t, NetworkValues& values, const DelayHistory* history) const {
  for (const Rule& rule : tables_->assignment_rules) {
    value_at(values, rule.target) = value_of(*tables_, rule.value, t, values, history);
  }
}

void Kernel::get_states(const NetworkValues& values, std::span<double> y) const {
  SIGDYN_EXPECTS(y.size() == n_states());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = value_at(values, tables_->states[i]);
}

void Kernel::set_states(std::span<const double> y, NetworkValues& values) const {
  SIGDYN_EXPECTS(y.size() == n_states());
  for (std::size_t i = 0; i < y.size(); ++i) value_at(values, tables_->states[i]) = y[i];
}

double Kernel::evaluate(ExpressionId expression, double t, const NetworkValues& values,
                        const DelayHistory* history) const {
  return value_of(*tables_, expression, t, values, history);
}

void Kernel::observables(double t, const NetworkValues& values, std::span<double> out,
                         const DelayHistory* history) const {
  SIGDYN_EXPECTS(out.size() == n_observables());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = value_of(*tables_, tables_->observables[i], t, values, history);
  }
}

void Kernel::fluxes(double t, const NetworkValues& values, std::span<double> out,
                    const DelayHistory* history) const {
  SIGDYN_EXPECTS(out.size() == n_reactions());
  for (std::size_t j = 0; j < out.size(); ++j) {
    const Tables::Flux& flux = tables_->fluxes[j];
    if (!flux.is_mass_action) {
      out[j] = value_of(*tables_, {flux.expression}, t, values, history);
      continue;
    }
    out[j] = flux.factor * values.parameters[flux.rate_constant];
    if (flux.volume != detail::none) {
      out[j] *= std::pow(values.parameters[flux.volume], flux.volume_power);
    }
    for (const auto& [species, count] : tables_->reactants[j]) {
      out[j] *= whole_power(values.species[species], count);
    }
  }
}

}  // namespace sigdyn
