#include "simulate/protocol_events.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "network/substitute.hpp"

namespace sigdyn {
namespace {

/// What the actions of one instant make of one target.
struct Change {
  std::optional<ExpressionId> set, scale, add;
};

class ProtocolWriter {
 public:
  explicit ProtocolWriter(Network& network) : network_(network) {}

  Event event_at(const TimedActions& instant, std::size_t number) {
    ExpressionGraph& graph = network_.expressions;
    Event event;
    event.name = fmt::format("protocol_{}", number);
    event.trigger = graph.make(Op::greater_equal, graph.time(), graph.constant(instant.t));
    event.initial_value = false;
    // Before the model's own events of that instant, as in a run of the scenario.
    if (!network_.events.empty()) event.priority = graph.constant(first_priority);
    std::map<Symbol, Change> changes;
    for (const Action& action : instant.actions) merge(action, changes[action.target]);
    for (const auto& [target, change] : changes) {
      event.assignments.push_back({target, value_of(target, change), {}});
    }
    return event;
  }

 private:
  static constexpr double first_priority = 1e300;

  ExpressionId amount_of(const Action& action) {
    ExpressionGraph& graph = network_.expressions;
    ExpressionId value = graph.constant(action.value);
    if (action.expression) {
      Replacements arguments;
      if (action.argument) arguments[{SymbolKind::parameter, action.argument->index}] = value;
      value = substitute(graph, *action.expression, arguments);
    }
    if (!action.size) return value;
    return graph.make(Op::multiply, value,
                      graph.symbol({SymbolKind::parameter, action.size->index}));
  }

  void merge(const Action& action, Change& change) {
    const ExpressionId value = amount_of(action);
    ExpressionGraph& graph = network_.expressions;
    if (action.kind == Action::Kind::set) change.set = value;
    if (action.kind == Action::Kind::scale) {
      change.scale = change.scale ? graph.make(Op::multiply, *change.scale, value) : value;
    }
    if (action.kind == Action::Kind::add) {
      change.add = change.add ? graph.make(Op::add, *change.add, value) : value;
    }
  }

  ExpressionId value_of(Symbol target, const Change& change) {
    ExpressionGraph& graph = network_.expressions;
    ExpressionId value = change.set ? *change.set : graph.symbol(target);
    if (change.scale) value = graph.make(Op::multiply, value, *change.scale);
    if (change.add) value = graph.make(Op::add, value, *change.add);
    return value;
  }

  Network& network_;
};

const std::string& name_of(const Network& network, Symbol symbol) {
  return symbol.kind == SymbolKind::species ? network.species[symbol.index].name
                                            : network.parameters[symbol.index].name;
}

void require_free_targets(const Network& network, const RunPlan& plan) {
  for (const TimedActions& instant : plan.protocol) {
    if (instant.t <= plan.t_begin) continue;
    for (const Action& action : instant.actions) {
      const bool is_assigned =
          std::any_of(network.assignment_rules.begin(), network.assignment_rules.end(),
                      [&](const Rule& rule) { return rule.target == action.target; });
      if (!is_assigned) continue;
      throw UnsupportedError({plan.label, 0, 0},
                             fmt::format("an event at t = {} that sets '{}', which a rule assigns",
                                         instant.t, name_of(network, action.target)));
    }
  }
}

void require_known_past(const Network& network, const RunPlan& plan) {
  const auto nodes = network.expressions.nodes();
  const bool has_delay = std::any_of(
      nodes.begin(), nodes.end(), [](const ExpressionNode& node) { return node.op == Op::delay; });
  if (!plan.equilibration || !has_delay) return;
  throw UnsupportedError({plan.label, 0, 0}, "equilibration written out of a model with delay()");
}

/// An initial amount or value that the run has changed is not the one whose source is known.
template <class Entry>
void start_from(Entry& entry, double& number, double value) {
  if (number == value) return;
  number = value;
  entry.evidence = Evidence::none;
  entry.source.clear();
  entry.note.clear();
}

}  // namespace

Network with_protocol_as_events(const Network& network, const RunPlan& plan,
                                const NetworkValues& start) {
  require_free_targets(network, plan);
  require_known_past(network, plan);
  Network result = network;
  for (std::size_t i = 0; i < result.species.size(); ++i) {
    start_from(result.species[i], result.species[i].initial, start.species[i]);
  }
  for (std::size_t i = 0; i < result.parameters.size(); ++i) {
    start_from(result.parameters[i], result.parameters[i].value, start.parameters[i]);
  }
  result.initial_rules.clear();
  ProtocolWriter writer(result);
  std::vector<Event> events;
  for (const TimedActions& instant : plan.protocol) {
    if (instant.t > plan.t_begin) events.push_back(writer.event_at(instant, events.size() + 1));
  }
  result.events.insert(result.events.begin(), events.begin(), events.end());
  return result;
}

}  // namespace sigdyn
