/// What a scenario does at one instant, by name -> actions on a network.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "scenario/scenario.hpp"
#include "simulate/network_quantity.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// An action and where it was written, for messages about two that contradict each other.
struct LocatedAction {
  Action action;
  SourceLocation where;
};

class TreatmentResolver {
 public:
  /// All arguments must outlive the resolver. Errors go to `log`.
  TreatmentResolver(const Network& network, const NetworkQuantities& quantities,
                    DiagnosticLog& log);

  /// Actions for all that could be resolved, in the order set, dose, apply.
  std::vector<LocatedAction> resolve(const Treatment& treatment) const;

  /// Reports a target that is set twice at one instant.
  void check_conflicts(const std::vector<LocatedAction>& actions) const;

 private:
  void resolve_set(const NamedQuantity& entry, std::vector<LocatedAction>& actions) const;
  void resolve_dose(const NamedQuantity& entry, std::vector<LocatedAction>& actions) const;
  void resolve_applied(const AppliedPerturbation& applied,
                       std::vector<LocatedAction>& actions) const;
  std::optional<double> argument_of(const AppliedPerturbation& applied,
                                    const Perturbation& perturbation) const;
  void add_species_action(Action::Kind kind, SpeciesId species, const NamedQuantity& entry,
                          const std::string& what, std::vector<LocatedAction>& actions) const;
  bool is_settable(Symbol symbol, const Located<std::string>& name) const;
  const std::string& name_of(Symbol symbol) const;

  const Network* network_;
  const NetworkQuantities* quantities_;
  DiagnosticLog* log_;
};

}  // namespace sigdyn
