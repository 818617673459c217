#include "simulate/resolve_treatment.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/closest_match.hpp"

namespace sigdyn {
namespace {

template <class Item>
std::vector<std::string> names_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  for (const Item& item : items) names.push_back(item.name);
  return names;
}

Action::Kind kind_of(Perturbation::Change::Kind kind) {
  switch (kind) {
    case Perturbation::Change::Kind::set:
      return Action::Kind::set;
    case Perturbation::Change::Kind::scale:
      return Action::Kind::scale;
    case Perturbation::Change::Kind::add:
      return Action::Kind::add;
  }
  return Action::Kind::set;
}

}  // namespace

TreatmentResolver::TreatmentResolver(const Network& network, const NetworkQuantities& quantities,
                                     DiagnosticLog& log)
    : network_(&network), quantities_(&quantities), log_(&log) {}

std::vector<LocatedAction> TreatmentResolver::resolve(const Treatment& treatment) const {
  std::vector<LocatedAction> actions;
  for (const NamedQuantity& entry : treatment.set) resolve_set(entry, actions);
  for (const NamedQuantity& entry : treatment.dose) resolve_dose(entry, actions);
  for (const AppliedPerturbation& applied : treatment.apply) resolve_applied(applied, actions);
  return actions;
}

void TreatmentResolver::resolve_set(const NamedQuantity& entry,
                                    std::vector<LocatedAction>& actions) const {
  const std::string what = fmt::format("set '{}'", entry.name.value);
  if (const auto species = find_species(*network_, entry.name.value)) {
    add_species_action(Action::Kind::set, *species, entry, what, actions);
    return;
  }
  const auto parameter = find_parameter(*network_, entry.name.value);
  if (!parameter) {
    std::vector<std::string> known = names_of(network_->species);
    std::ranges::copy(names_of(network_->parameters), std::back_inserter(known));
    const bool is_perturbation = std::ranges::any_of(
        network_->perturbations, [&](const auto& p) { return p.name == entry.name.value; });
    log_->error(entry.name.where,
                is_perturbation
                    ? fmt::format("{}: this is a perturbation (use 'apply')", what)
                    : fmt::format("{}: the model has no species or parameter of this name{}", what,
                                  suggestion(entry.name.value, known)));
    return;
  }
  const Symbol symbol{SymbolKind::parameter, parameter->index};
  if (!is_settable(symbol, entry.name)) return;
  if (const auto value = quantities_->parameter(*parameter, entry.value, what, *log_)) {
    actions.push_back({Action{Action::Kind::set, symbol, *value, {}, {}, {}}, entry.name.where});
  }
}

void TreatmentResolver::resolve_dose(const NamedQuantity& entry,
                                     std::vector<LocatedAction>& actions) const {
  const std::string what = fmt::format("dose '{}'", entry.name.value);
  if (const auto species = find_species(*network_, entry.name.value)) {
    add_species_action(Action::Kind::add, *species, entry, what, actions);
  } else if (find_parameter(*network_, entry.name.value)) {
    log_->error(entry.name.where,
                what + ": this is a parameter (a dose adds to a species; use 'set')");
  } else {
    log_->error(entry.name.where,
                fmt::format("{}: the model has no species of this name{}", what,
                            suggestion(entry.name.value, names_of(network_->species))));
  }
}

void TreatmentResolver::add_species_action(Action::Kind kind, SpeciesId species,
                                           const NamedQuantity& entry, const std::string& what,
                                           std::vector<LocatedAction>& actions) const {
  const Symbol symbol{SymbolKind::species, species.index};
  if (!is_settable(symbol, entry.name)) return;
  const auto quantity = quantities_->species(species, entry.value, what, *log_);
  if (!quantity) return;
  if (quantity->value < 0.0) {
    log_->error(entry.value.where, what + " is negative (an amount is at least 0)");
    return;
  }
  Action action{kind, symbol, quantity->value, {}, {}, {}};
  if (quantity->is_concentration) {
    const CompartmentId compartment = network_->species[species.index].compartment;
    action.size = network_->compartments[compartment.index].size;
  }
  actions.push_back({action, entry.name.where});
}

void TreatmentResolver::resolve_applied(const AppliedPerturbation& applied,
                                        std::vector<LocatedAction>& actions) const {
  const auto found = std::ranges::find_if(
      network_->perturbations, [&](const Perturbation& p) { return p.name == applied.name.value; });
  if (found == network_->perturbations.end()) {
    log_->error(
        applied.name.where,
        fmt::format("apply '{}': the model has no perturbation of this name{}", applied.name.value,
                    suggestion(applied.name.value, names_of(network_->perturbations))));
    return;
  }
  const auto argument = argument_of(applied, *found);
  if (!argument) return;
  for (const Perturbation::Change& change : found->changes) {
    actions.push_back(
        {Action{kind_of(change.kind), change.target, *argument, {}, change.value, found->argument},
         applied.name.where});
  }
}

std::optional<double> TreatmentResolver::argument_of(const AppliedPerturbation& applied,
                                                     const Perturbation& perturbation) const {
  const Parameter& argument = network_->parameters[perturbation.argument.index];
  if (!applied.argument) return argument.value;

  const std::string what = fmt::format("apply '{}'", perturbation.name);
  const auto value = quantities_->parameter(perturbation.argument, *applied.argument, what, *log_);
  if (!value) return std::nullopt;
  const bool has_bounds = perturbation.min < perturbation.max;
  if (has_bounds && (*value < perturbation.min || *value > perturbation.max)) {
    const double scale = argument.unit.scale;
    log_->error(applied.argument->where,
                fmt::format("{}: the argument is {:g}, out of its bounds {:g} to {:g} (unit {})",
                            what, *value / scale, perturbation.min / scale,
                            perturbation.max / scale, argument.unit.text));
    return std::nullopt;
  }
  return value;
}

bool TreatmentResolver::is_settable(Symbol symbol, const Located<std::string>& name) const {
  const bool is_assigned = std::ranges::any_of(
      network_->assignment_rules, [symbol](const Rule& rule) { return rule.target == symbol; });
  if (is_assigned) {
    log_->error(name.where,
                fmt::format("'{}' follows a rule of the model (setting it would have no "
                            "effect)",
                            name.value));
    return false;
  }
  const bool is_argument =
      symbol.kind == SymbolKind::parameter &&
      std::ranges::any_of(network_->perturbations, [symbol](const Perturbation& perturbation) {
        return perturbation.argument.index == symbol.index;
      });
  if (is_argument) {
    log_->error(name.where,
                fmt::format("'{}' is the argument of a perturbation (use 'apply')", name.value));
    return false;
  }
  return true;
}

void TreatmentResolver::check_conflicts(const std::vector<LocatedAction>& actions) const {
  std::map<Symbol, SourceLocation> set_at;
  for (const LocatedAction& action : actions) {
    if (action.action.kind != Action::Kind::set) continue;
    const auto [first, is_new] = set_at.emplace(action.action.target, action.where);
    if (is_new) continue;
    log_->error(action.where, fmt::format("'{}' is set twice at the same time (which value holds "
                                          "would depend on the order)",
                                          name_of(action.action.target)));
    log_->note(first->second, "set here too");
  }
}

const std::string& TreatmentResolver::name_of(Symbol symbol) const {
  return symbol.kind == SymbolKind::species ? network_->species[symbol.index].name
                                            : network_->parameters[symbol.index].name;
}

}  // namespace sigdyn
