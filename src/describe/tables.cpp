#include "describe/tables.hpp"

#include <map>

#include <fmt/format.h>

#include "describe/detail/columns.hpp"
#include "describe/equations.hpp"
#include "network/evidence_name.hpp"
#include "network/expression_text.hpp"

namespace sigdyn {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using detail::columns;

/// Enough to read back what was written: conversion there and back may change the last digit.
std::string number(double value) {
  return fmt::format("{:.12g}", value);
}

std::string in_unit(double value, const Unit& unit) {
  return number(value / unit.scale) + (unit.text == "1" ? "" : " " + unit.text);
}

bool has_molecules_and_litres(const Network& network) {
  return network.units.amount == "molecules" && network.units.volume == "L";
}

std::string initial_text(const Network& network, const Species& species) {
  if (species.is_amount) return number(species.initial) + " " + network.units.amount;
  const Compartment& in = network.compartments[species.compartment.index];
  const double concentration = species.initial / network.parameters[in.size.index].value;
  if (has_molecules_and_litres(network))
    return number(concentration / (1e-9 * avogadro_constant)) + " nM";
  return fmt::format("{} {}/{}", number(concentration), network.units.amount, network.units.volume);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

int order_of(const Reaction& reaction) {
  double order = 0.0;
  for (const Term& term : reaction.reactants) order += term.count;
  return static_cast<int>(order);
}

}  // namespace

std::string species_table(const Network& network) {
  Rows rows{{"species", "in", "initial", "", "genes", "title"}};
  for (const Species& species : network.species) {
    rows.push_back({species.name, network.compartments[species.compartment.index].name,
                    initial_text(network, species), species.is_fixed ? "fixed" : "",
                    joined(species.genes), species.title});
  }
  return columns(rows);
}

std::string parameter_table(const Network& network) {
  std::map<std::uint32_t, std::string> formulas;
  for (const auto* rules : {&network.initial_rules, &network.assignment_rules}) {
    for (const Rule& rule : *rules) {
      if (rule.target.kind != SymbolKind::parameter) continue;
      formulas[rule.target.index] =
          "= " + to_infix(network.expressions, rule.value, names_of(network));
    }
  }
  Rows rows{{"parameter", "value", "evidence", "source", "formula"}};
  for (std::uint32_t i = 0; i < network.parameters.size(); ++i) {
    const Parameter& parameter = network.parameters[i];
    rows.push_back({parameter.name, in_unit(parameter.value, parameter.unit),
                    to_string(parameter.evidence), parameter.source, formulas[i]});
  }
  return columns(rows);
}

std::string reaction_table(const Network& network) {
  Rows rows{{"reaction", "equation", "flux"}};
  for (const Reaction& reaction : network.reactions) {
    rows.push_back({reaction.name, reaction_text(network, reaction), flux_text(network, reaction)});
  }
  return columns(rows);
}

std::string observable_table(const Network& network) {
  Rows rows{{"observable", "unit", "expression", "title"}};
  for (const Observable& observable : network.observables) {
    rows.push_back({observable.name, observable.unit.text,
                    to_infix(network.expressions, observable.value, names_of(network)),
                    observable.title});
  }
  return columns(rows);
}

std::string perturbation_table(const Network& network) {
  Rows rows{{"perturbation", "default", "from", "to", "changes", "title"}};
  const NameOf names = names_of(network);
  for (const Perturbation& perturbation : network.perturbations) {
    const Parameter& argument = network.parameters[perturbation.argument.index];
    std::vector<std::string> changes;
    for (const Perturbation::Change& change : perturbation.changes) {
      using Kind = Perturbation::Change::Kind;
      const char* sign = change.kind == Kind::set ? ":=" : change.kind == Kind::add ? "+=" : "*=";
      changes.push_back(fmt::format("{} {} {}", names(change.target), sign,
                                    to_infix(network.expressions, change.value, names)));
    }
    rows.push_back({perturbation.name, in_unit(argument.value, argument.unit),
                    in_unit(perturbation.min, argument.unit),
                    in_unit(perturbation.max, argument.unit), joined(changes), perturbation.title});
  }
  return columns(rows);
}

std::string count_table(const Network& network) {
  Rows rows{{"what", "number"}};
  const auto add = [&](const std::string& what, std::size_t n) {
    rows.push_back({what, std::to_string(n)});
  };
  std::size_t n_fixed = 0;
  for (const Species& species : network.species) n_fixed += species.is_fixed ? 1 : 0;
  add("compartments", network.compartments.size());
  add("species", network.species.size());
  if (n_fixed > 0) add("  of them fixed", n_fixed);

  std::map<int, std::size_t> of_order;
  std::size_t n_other = 0;
  for (const Reaction& reaction : network.reactions) {
    const bool is_mass_action = std::holds_alternative<MassAction>(reaction.rate);
    ++(is_mass_action ? of_order[order_of(reaction)] : n_other);
  }
  add("reactions, one-way", network.reactions.size());
  for (const auto& [order, n] : of_order) add(fmt::format("  of order {}", order), n);
  if (n_other > 0) add("  not mass action", n_other);

  std::map<Evidence, std::size_t> of_evidence;
  for (const Parameter& parameter : network.parameters) ++of_evidence[parameter.evidence];
  add("parameters", network.parameters.size());
  for (const Evidence evidence : {Evidence::reported, Evidence::derived, Evidence::assumed}) {
    if (of_evidence[evidence] > 0)
      add(fmt::format("  {}", to_string(evidence)), of_evidence[evidence]);
  }
  if (of_evidence[Evidence::none] > 0) add("  without evidence", of_evidence[Evidence::none]);

  const std::size_t n_rules = network.assignment_rules.size() + network.rate_rules.size();
  if (n_rules > 0) add("rules", n_rules);
  if (!network.events.empty()) add("events", network.events.size());
  add("observables", network.observables.size());
  add("perturbations", network.perturbations.size());
  add("sources", network.sources.size());
  return columns(rows);
}

}  // namespace sigdyn
