#include <algorithm>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "sbml/detail/constraints.hpp"
#include "sbml/detail/substitution.hpp"

namespace sigdyn::detail {
namespace {

/// Quantities that may change and that nothing determines yet.
std::vector<Symbol> undetermined(const Import& import) {
  std::set<Symbol> moved;  // by reactions
  for (const Participation& participation : import.participations) {
    const SpeciesId id = participation.species;
    if (!import.network.species[id.index].is_fixed) moved.insert({SymbolKind::species, id.index});
  }
  std::vector<Symbol> result;
  const auto consider = [&](Symbol symbol) {
    const bool is_determined = import.constants.count(symbol) > 0 || moved.count(symbol) > 0 ||
                               import.event_targets.count(symbol) > 0 ||
                               import.drive_of(symbol) != Drive::none;
    if (!is_determined) result.push_back(symbol);
  };
  for (const auto& [id, meaning] : import.meanings) {
    if (const auto symbol = Import::target_of(meaning)) consider(*symbol);
  }
  // Those without a value of their own first: a rule is what gives them one. Then as in the file.
  std::sort(result.begin(), result.end(), [&](Symbol a, Symbol b) {
    const bool a_has_value = import.has_value.count(a) > 0;
    const bool b_has_value = import.has_value.count(b) > 0;
    return a_has_value != b_has_value ? !a_has_value : a < b;
  });
  return result;
}

struct Solution {
  Symbol symbol;
  ExpressionId value;
};

std::optional<Solution> solve_affine(ExpressionGraph& graph, ExpressionId residual,
                                     const std::vector<Symbol>& unknowns) {
  const std::vector<Symbol> present = symbols_in(graph, residual);
  for (const Symbol symbol : unknowns) {
    if (!std::binary_search(present.begin(), present.end(), symbol)) continue;
    const auto q = quadratic_in(graph, residual, symbol);
    if (!q || !is_zero(graph, (*q)[2]) || is_zero(graph, (*q)[1])) continue;
    return Solution{symbol, graph.make(Op::negate, graph.make(Op::divide, (*q)[0], (*q)[1]))};
  }
  return std::nullopt;
}

}  // namespace

void solve_algebraic_rules(Import& import, Dynamics& dynamics) {
  ExpressionGraph& graph = import.network.expressions;
  std::vector<Symbol> unknowns = undetermined(import);
  AssignmentInliner inliner(graph, import.assignments);
  Replacements solved;
  for (unsigned i = 0; i < import.model.getNumRules(); ++i) {
    const ::Rule& rule = *import.model.getRule(i);
    if (!rule.isAlgebraic() || !rule.isSetMath()) continue;
    const SourceLocation where = import.place(rule);
    const auto residual = inliner.inline_all(dynamics.formulas().read(*rule.getMath(), where));
    if (!residual) continue;  // the loop of assignments is reported when they are sorted
    const auto found = solve_affine(graph, substitute(graph, *residual, solved), unknowns);
    if (!found) {
      throw UnsupportedError(where,
                             "algebraic rule that is not affine in a quantity it determines");
    }
    if (dynamics.has_given_rate(found->symbol)) {
      throw UnsupportedError(where, "rateOf a quantity that an algebraic rule determines");
    }
    for (auto& [symbol, value] : solved) {
      value = substitute(graph, value, {{found->symbol, found->value}});
    }
    solved[found->symbol] = found->value;
    import.places[found->symbol] = where;
    unknowns.erase(std::find(unknowns.begin(), unknowns.end(), found->symbol));
  }
  import.assignments.insert(solved.begin(), solved.end());
}

}  // namespace sigdyn::detail
