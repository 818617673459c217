#include "simulate/make_plans.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "simulate/network_quantity.hpp"
#include "simulate/resolve_treatment.hpp"
#include "simulate/summary.hpp"

namespace sigdyn {
namespace {

class PlanMaker {
 public:
  PlanMaker(const Scenario& scenario, const Network& network, DiagnosticLog& log)
      : scenario_(&scenario),
        quantities_(network),
        resolver_(network, quantities_, log),
        log_(&log) {
    const Unit& unit = scenario.output.until.value.unit;
    quantities_.time(scenario.output.until, "'until' of output", log);
    for (const double t : scenario.output.times) {
      output_times_.push_back(quantities_.time(t, unit));
    }
    add_protocol(scenario.protocol, common_);
  }

  RunPlan plan_for(const Arm& arm) const {
    RunPlan plan;
    plan.label = arm.name.value;
    plan.output_times = output_times_;
    plan.equilibration = equilibration_for(arm);
    Timeline timeline = common_;
    append(resolver_.resolve(arm.at_start), timeline[0.0]);
    add_protocol(arm.protocol, timeline);
    for (const auto& [t, actions] : timeline) {
      if (actions.empty()) continue;
      resolver_.check_conflicts(actions);
      plan.protocol.push_back({t, strip(actions)});
    }
    return plan;
  }

 private:
  using Timeline = std::map<double, std::vector<LocatedAction>>;

  static void append(std::vector<LocatedAction> more, std::vector<LocatedAction>& actions) {
    std::ranges::move(more, std::back_inserter(actions));
  }

  static std::vector<Action> strip(const std::vector<LocatedAction>& located) {
    std::vector<Action> actions;
    for (const LocatedAction& action : located) actions.push_back(action.action);
    return actions;
  }

  std::optional<Equilibration> equilibration_for(const Arm& arm) const {
    if (!scenario_->equilibrate) return std::nullopt;
    Equilibration equilibration;
    equilibration.until = scenario_->equilibrate->until_steady_state
                              ? Equilibration::Until::steady_state
                              : Equilibration::Until::duration;
    const auto limit =
        quantities_.time(scenario_->equilibrate->at_most, "the time of equilibrate", *log_);
    equilibration.at_most = limit.value_or(0.0);
    const std::vector<LocatedAction> before = resolver_.resolve(arm.before);
    resolver_.check_conflicts(before);
    equilibration.actions = strip(before);
    return equilibration;
  }

  void add_protocol(const std::vector<ProtocolEntry>& protocol, Timeline& timeline) const {
    for (const ProtocolEntry& entry : protocol) {
      const std::vector<LocatedAction> actions = resolver_.resolve(entry.treatment);
      const auto at = quantities_.time(entry.at, "'at' of a protocol entry", *log_);
      std::optional<double> every = 0.0;
      if (entry.repeat_every) {
        every = quantities_.time(*entry.repeat_every, "'every' of a repeat", *log_);
      }
      if (!at || !every) continue;
      for (int i = 0; i < entry.repeat_times; ++i) {
        const double t = *at + i * *every;
        if (!output_times_.empty() && t > output_times_.back()) break;
        append(actions, timeline[t]);
      }
    }
  }

  const Scenario* scenario_;
  NetworkQuantities quantities_;
  TreatmentResolver resolver_;
  DiagnosticLog* log_;
  std::vector<double> output_times_;
  Timeline common_;
};

std::vector<std::size_t> find_observed(const Scenario& scenario, const Network& network,
                                       DiagnosticLog& log) {
  std::vector<std::string> names;
  for (const Observable& observable : network.observables) names.push_back(observable.name);
  std::vector<std::size_t> indices;
  for (const auto& name : scenario.output.observe) {
    const auto found = std::ranges::find(names, name.value);
    if (found != names.end()) {
      indices.push_back(static_cast<std::size_t>(found - names.begin()));
    } else {
      log.error(name.where, fmt::format("observe: the model has no observable '{}'{}", name.value,
                                        suggestion(name.value, names)));
    }
  }
  if (scenario.output.observe.empty()) {
    for (std::size_t i = 0; i < names.size(); ++i) indices.push_back(i);
  }
  return indices;
}

void check_metrics(const Scenario& scenario, DiagnosticLog& log) {
  if (!scenario.compare) return;
  for (const auto& name : scenario.compare->report) {
    if (parse_metric(name.value)) continue;
    log.error(name.where, fmt::format("'report' of compare: unknown metric '{}'{}", name.value,
                                      suggestion(name.value, metric_names())));
  }
}

/// Scenario-wide findings come once per arm they touch; said once is enough.
std::vector<Diagnostic> without_repeats(const std::vector<Diagnostic>& diagnostics) {
  std::vector<Diagnostic> unique;
  std::vector<std::string> seen;
  for (const Diagnostic& diagnostic : diagnostics) {
    std::string text = to_string(diagnostic);
    if (std::ranges::find(seen, text) != seen.end()) continue;
    seen.push_back(std::move(text));
    unique.push_back(diagnostic);
  }
  return unique;
}

void throw_if_errors(const DiagnosticLog& log) {
  if (log.has_errors()) throw InputError(without_repeats(log.diagnostics()));
}

void read_atol(const Scenario& scenario, const Simulator& simulator, ErrorControl& error,
               DiagnosticLog& log) {
  const Network& network = simulator.network();
  const Kernel& kernel = simulator.kernel();
  const NetworkQuantities quantities(network);
  const auto set = [&](SpeciesId species, const Located<Quantity>& value, const std::string& what,
                       DiagnosticLog& findings) {
    const auto quantity = quantities.species(species, value, what, findings);
    const auto state = kernel.state_of({SymbolKind::species, species.index});
    if (!quantity || !state) return;
    const CompartmentId compartment = network.species[species.index].compartment;
    const ParameterId size = network.compartments[compartment.index].size;
    error.absolute_atol.resize(kernel.n_states(), -1.0);
    error.absolute_atol[*state] =
        quantity->value * (quantity->is_concentration ? network.parameters[size.index].value : 1.0);
  };
  const Located<Quantity>& atol = scenario.solver.atol;
  if (atol.value.unit.dimension == dimensionless) {
    error.atol = atol.value.value;
  } else {
    // A concentration says nothing about species on a surface: those keep the relative one.
    DiagnosticLog misfits;
    for (std::uint32_t i = 0; i < network.species.size(); ++i) {
      set(SpeciesId{i}, atol, "'atol' of solver", misfits);
    }
    if (misfits.diagnostics().size() == network.species.size()) {
      log.error(atol.where, misfits.diagnostics().front().message);
    }
  }
  for (const NamedQuantity& entry : scenario.solver.atol_of) {
    const auto species = find_species(network, entry.name.value);
    if (species) {
      set(*species, entry.value, fmt::format("atol_of '{}'", entry.name.value), log);
      continue;
    }
    std::vector<std::string> names;
    for (const Species& known : network.species) names.push_back(known.name);
    log.error(entry.name.where, fmt::format("atol_of: the model has no species '{}'{}",
                                            entry.name.value, suggestion(entry.name.value, names)));
  }
}

}  // namespace

std::vector<RunPlan> make_plans(const Scenario& scenario, const Network& network) {
  DiagnosticLog log;
  const PlanMaker maker(scenario, network, log);
  std::vector<RunPlan> plans;
  for (const Arm& arm : scenario.arms) plans.push_back(maker.plan_for(arm));
  find_observed(scenario, network, log);
  check_metrics(scenario, log);
  throw_if_errors(log);
  return plans;
}

SimulateOptions make_simulate_options(const Scenario& scenario, const Simulator& simulator) {
  DiagnosticLog log;
  SimulateOptions options;
  bool is_known = false;
  options.integrator.method = parse_method(scenario.solver.method.value, &is_known);
  if (!is_known) {
    const std::vector<std::string> known{"auto",    "dopri5",    "rock4",
                                         "rodas5p", "cvode_bdf", "cvode_gmres"};
    log.error(scenario.solver.method.where,
              fmt::format("'method' of solver: unknown method '{}'{}", scenario.solver.method.value,
                          suggestion(scenario.solver.method.value, known)));
  }
  if (options.integrator.method != Method::automatic) options.retry = RetryLadder::same_method;
  options.integrator.error.rtol = scenario.solver.rtol;
  read_atol(scenario, simulator, options.integrator.error, log);
  options.integrator.max_steps = scenario.solver.max_steps;
  options.integrator.wall_limit = scenario.solver.time_limit;
  options.record.species = scenario.output.species;
  throw_if_errors(log);
  return options;
}

std::vector<std::size_t> observed(const Scenario& scenario, const Network& network) {
  DiagnosticLog log;
  std::vector<std::size_t> indices = find_observed(scenario, network, log);
  throw_if_errors(log);
  return indices;
}

}  // namespace sigdyn
