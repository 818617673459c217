#include "sbml/detail/standing_still.hpp"

namespace sigdyn::detail {

bool StandingStill::operator()(Symbol symbol) {
  const auto assigned = import_.assignments.find(symbol);
  if (assigned == import_.assignments.end()) return import_.drive_of(symbol) == Drive::none;
  // False while it is being found out: what depends on itself is reported elsewhere.
  const auto [known, is_new] = known_.emplace(symbol, false);
  if (!is_new) return known->second;
  const bool is_still =
      symbol.kind == SymbolKind::parameter && is_still_assignment(assigned->second);
  return known_[symbol] = is_still;
}

bool StandingStill::is_still_assignment(ExpressionId value) {
  const ExpressionGraph& graph = import_.network.expressions;
  if (reads_time(graph, value)) return false;
  for (const Symbol symbol : symbols_in(graph, value)) {
    if (symbol.kind == SymbolKind::species || !(*this)(symbol)) return false;
  }
  return true;
}

}  // namespace sigdyn::detail
