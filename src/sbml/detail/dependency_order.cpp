#include "sbml/detail/dependency_order.hpp"

#include <map>
#include <queue>

#include <fmt/format.h>

namespace sigdyn::detail {

// Kahn (1962), Commun. ACM 5:558, doi:10.1145/368996.369025; ties in the order of the symbols.
std::vector<Symbol> order_by_dependency(Import& import, const Replacements& values,
                                        const std::string& what) {
  std::map<Symbol, std::vector<Symbol>> readers;
  std::map<Symbol, std::size_t> n_open;
  for (const auto& [target, value] : values) {
    n_open[target];
    for (const Symbol read : symbols_in(import.network.expressions, value)) {
      if (values.count(read) == 0) continue;
      readers[read].push_back(target);
      ++n_open[target];
    }
  }
  std::priority_queue<Symbol, std::vector<Symbol>, std::greater<>> ready;
  for (const auto& [target, n] : n_open) {
    if (n == 0) ready.push(target);
  }
  std::vector<Symbol> order;
  while (!ready.empty()) {
    const Symbol next = ready.top();
    ready.pop();
    order.push_back(next);
    n_open.erase(next);
    for (const Symbol reader : readers[next]) {
      if (--n_open.at(reader) == 0) ready.push(reader);
    }
  }
  if (!n_open.empty()) {
    const Symbol stuck = n_open.begin()->first;
    const std::string& name = stuck.kind == SymbolKind::species
                                  ? import.network.species[stuck.index].name
                                  : import.network.parameters[stuck.index].name;
    import.log.error(import.places[stuck], fmt::format("{} form a loop through '{}'", what, name));
  }
  return order;
}

}  // namespace sigdyn::detail
