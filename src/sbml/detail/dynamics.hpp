/// How everything in an SBML model changes: fluxes, rules, and rates of change as expressions.
///
///     d amount_i / dt = sum_j sign_ij * stoichiometry_ij * conversion_i * flux_j
///     d c_i / dt      = (d amount_i / dt  -  c_i dV/dt) / V          for a concentration c_i
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "sbml/detail/formula.hpp"
#include "sbml/detail/import.hpp"

class Rule;  // libsbml

namespace sigdyn::detail {

/// Reads laws and rules when they are first asked for, as formulas may name reactions and rates of
/// change of whatever comes later in the file.
class Dynamics {
 public:
  explicit Dynamics(Import& import);

  FormulaReader& formulas() { return formulas_; }

  /// Flux of a reaction [extent/time]; 0 where the law or its mathematics is missing.
  ExpressionId flux(std::size_t reaction);

  /// d(amount)/dt of a species by all reactions for which is_fast is `fast`.
  ExpressionId rate_by_reactions(SpeciesId species, bool fast = false);

  /// The coefficient of the flux in d(amount)/dt.
  ExpressionId coefficient(const Participation& participation);

  /// Reads all assignment and rate rules into import.assignments and import.rates.
  void read_rules();

  /// d(symbol)/dt; amounts for species.
  ExpressionId rate(Symbol symbol);

  /// True if a formula already uses the rate of this symbol: how it changes must not change now.
  bool has_given_rate(Symbol symbol) const { return rate_.count(symbol) > 0; }

 private:
  ExpressionId rate_since_start(const Meaning& meaning, const SourceLocation& where);
  ExpressionId rate_in_formula(const Meaning& meaning, const SourceLocation& where);
  ExpressionId rate_rule(Symbol symbol);
  ExpressionId assignment(Symbol symbol);
  ExpressionId total_derivative(ExpressionId value);
  ExpressionId new_rate(Symbol symbol);

  Import& import_;
  FormulaReader formulas_;
  std::vector<std::vector<std::size_t>> participations_of_;  ///< by species
  std::map<Symbol, const ::Rule*> rate_rules_;
  std::map<Symbol, const ::Rule*> assignment_rules_;
  std::map<Symbol, Meaning> meaning_of_;  ///< targets of rules
  std::vector<std::optional<ExpressionId>> flux_;
  std::map<Symbol, ExpressionId> rate_;
  std::map<Symbol, ExpressionId> rate_as_written_;
  std::set<Symbol> open_rates_;
  std::set<std::size_t> open_fluxes_;
};

}  // namespace sigdyn::detail
