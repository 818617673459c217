#include "simulate/apply_actions.hpp"

#include <utility>
#include <vector>

namespace sigdyn {
namespace {

/// The number that an action sets, adds or scales by.
double evaluate_action(const Kernel& kernel, const Action& action, double t,
                       NetworkValues& values) {
  double result = action.value;
  if (action.expression) {
    if (action.argument) {
      double& argument = values.parameters[action.argument->index];
      const double before = std::exchange(argument, action.value);
      result = kernel.evaluate(*action.expression, t, values);
      values.parameters[action.argument->index] = before;
    } else {
      result = kernel.evaluate(*action.expression, t, values);
    }
  }
  if (action.size) result *= values.parameters[action.size->index];
  return result;
}

/// Assigns without recomputing what depends on it.
void assign(const Kernel& kernel, std::span<const Action> actions, double t,
            NetworkValues& values) {
  std::vector<double> amounts;
  amounts.reserve(actions.size());
  for (const Action& action : actions) {
    amounts.push_back(evaluate_action(kernel, action, t, values));
  }
  // One pass per kind makes the outcome independent of the order in which actions are listed.
  for (const Action::Kind kind : {Action::Kind::set, Action::Kind::scale, Action::Kind::add}) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (actions[i].kind != kind) continue;
      double& target = value_of(actions[i].target, values);
      if (kind == Action::Kind::set) target = amounts[i];
      if (kind == Action::Kind::scale) target *= amounts[i];
      if (kind == Action::Kind::add) target += amounts[i];
    }
  }
}

}  // namespace

double& value_of(Symbol symbol, NetworkValues& values) {
  return symbol.kind == SymbolKind::species ? values.species[symbol.index]
                                            : values.parameters[symbol.index];
}

void apply_actions(const Kernel& kernel, std::span<const Action> actions, double t,
                   NetworkValues& values) {
  assign(kernel, actions, t, values);
  kernel.apply_assignments(t, values);
}

NetworkValues values_with_overrides(const Kernel& kernel, std::span<const Action> overrides,
                                    double t) {
  NetworkValues values = kernel.initial_values(t);
  if (overrides.empty()) return values;

  assign(kernel, overrides, t, values);
  std::vector<Symbol> overridden;
  for (const Action& action : overrides) overridden.push_back(action.target);
  kernel.apply_assignments(t, values);
  kernel.apply_initial_rules(t, values, overridden);
  kernel.apply_assignments(t, values);
  return values;
}

}  // namespace sigdyn
