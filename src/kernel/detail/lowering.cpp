#include "kernel/detail/lowering.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace sigdyn::detail {
namespace {

/// Sum over products minus reactants, per species, of the terms whose count is a number.
std::map<SpeciesId, double> balance(const Reaction& reaction) {
  std::map<SpeciesId, double> net;
  for (const Term& term : reaction.reactants) {
    if (!term.stoichiometry) net[term.species] -= term.count;
  }
  for (const Term& term : reaction.products) {
    if (!term.stoichiometry) net[term.species] += term.count;
  }
  return net;
}

class Lowerer {
 public:
  explicit Lowerer(const Network& network)
      : network_(network),
        is_ruled_(network.species.size(), 0),
        is_parameter_state_(network.parameters.size(), 0) {
    result_.graph = network.expressions;
  }

  Lowering run() {
    find_states();
    replace_assigned_quantities();
    for (const Reaction& reaction : network_.reactions) lower_reaction(reaction);
    for (const Rule& rule : network_.rate_rules) {
      add_flux(replace(rule.value), {{result_.state_of(rule.target), 1.0}});
    }
    split_into_monomials();
    return std::move(result_);
  }

 private:
  void find_states() {
    std::vector<char> is_species_state(network_.species.size(), 0);
    for (const Reaction& reaction : network_.reactions) {
      for (const auto& [species, count] : balance(reaction)) {
        if (count != 0.0) is_species_state[species.index] = 1;
      }
      for (const auto* terms : {&reaction.reactants, &reaction.products}) {
        for (const Term& term : *terms) {
          if (term.stoichiometry) is_species_state[term.species.index] = 1;
        }
      }
    }
    for (std::size_t i = 0; i < network_.species.size(); ++i) {
      if (network_.species[i].is_fixed) is_species_state[i] = 0;
    }
    for (const Rule& rule : network_.assignment_rules) {
      if (rule.target.kind == SymbolKind::species) is_species_state[rule.target.index] = 0;
    }
    for (const Rule& rule : network_.rate_rules) {
      auto& flags =
          rule.target.kind == SymbolKind::species ? is_species_state : is_parameter_state_;
      flags[rule.target.index] = 1;
      if (rule.target.kind == SymbolKind::species) is_ruled_[rule.target.index] = 1;
    }
    number_states(is_species_state, SymbolKind::species, result_.state_of_species);
    number_states(is_parameter_state_, SymbolKind::parameter, result_.state_of_parameter);
  }

  void number_states(const std::vector<char>& is_state, SymbolKind kind,
                     std::vector<std::uint32_t>& state_of) {
    state_of.assign(is_state.size(), no_state);
    for (std::uint32_t i = 0; i < is_state.size(); ++i) {
      if (!is_state[i]) continue;
      state_of[i] = static_cast<std::uint32_t>(result_.states.size());
      result_.states.push_back({kind, i});
    }
  }

  /// A rule that reads only what stays constant leaves its target a constant, set with the others;
  /// the others are written into every expression that reads them.
  void replace_assigned_quantities() {
    for (const Rule& rule : network_.assignment_rules) {
      const ExpressionId value = replace(rule.value);
      if (!is_changing(value)) continue;
      replacement_[rule.target] = value;
      replaced_.clear();  // what was kept as it stood may read the new target
    }
  }

  bool is_changing(ExpressionId id) const {
    if (reads_time(result_.graph, id)) return true;
    const std::vector<Symbol> symbols = symbols_in(result_.graph, id);
    return std::ranges::any_of(
        symbols, [this](Symbol symbol) { return result_.state_of(symbol) != no_state; });
  }

  /// The expression with every changing assigned quantity replaced by its rule.
  ExpressionId replace(ExpressionId id) {
    if (const auto known = replaced_.find(id.index); known != replaced_.end()) {
      return known->second;
    }
    ExpressionGraph& graph = result_.graph;
    for (const std::uint32_t index : nodes_of(graph, id)) {
      if (replaced_.count(index) != 0) continue;
      const ExpressionNode node = graph.nodes()[index];
      ExpressionId value{index};
      if (node.op == Op::symbol) {
        const auto found = replacement_.find(node.symbol);
        if (found != replacement_.end()) value = found->second;
      } else if (arity(node.op) > 0) {
        const int n_operands = arity(node.op);
        const ExpressionId a = replaced_.at(node.a);
        const ExpressionId b = n_operands > 1 ? replaced_.at(node.b) : ExpressionId{};
        const ExpressionId c = n_operands > 2 ? replaced_.at(node.c) : ExpressionId{};
        value = node.op == Op::power ? power(a, b) : graph.make(node.op, a, b, c);
        if (node.op == Op::delay) result_.delayed.emplace(a.index, ExpressionId{node.a});
      }
      replaced_.emplace(index, value);
    }
    return replaced_.at(id.index);
  }

  /// Small whole exponents become products: several times faster than pow().
  ExpressionId power(ExpressionId a, ExpressionId b) {
    ExpressionGraph& graph = result_.graph;
    const ExpressionNode exponent = graph[b];
    const double n = exponent.op == Op::constant ? exponent.constant : 0.0;
    if (n == -1.0) return graph.make(Op::divide, graph.constant(1.0), a);
    if (n != 2.0 && n != 3.0 && n != 4.0) return graph.make(Op::power, a, b);
    const ExpressionId square = multiply(a, a);
    if (n == 2.0) return square;
    return multiply(square, n == 3.0 ? a : square);
  }

  ExpressionId symbol(SymbolKind kind, std::uint32_t index) {
    return replace(result_.graph.symbol({kind, index}));
  }

  ExpressionId multiply(ExpressionId a, ExpressionId b) {
    return result_.graph.make(Op::multiply, a, b);
  }

  /// factor k V^p prod(amount^count); constants first, so that equal coefficients are one node.
  ExpressionId flux_of(const Reaction& reaction) {
    if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) return replace(law->flux);
    ExpressionGraph& graph = result_.graph;
    const auto& law = std::get<MassAction>(reaction.rate);
    ExpressionId flux = symbol(SymbolKind::parameter, law.rate_constant.index);
    flux = multiply(graph.constant(law.factor), flux);
    if (law.volume && law.volume_power != 0) {
      const ExpressionId volume = symbol(SymbolKind::parameter, law.volume->index);
      flux = multiply(flux, graph.make(Op::power, volume, graph.constant(law.volume_power)));
    }
    for (const bool is_state_wanted : {false, true}) {
      for (const Term& term : reaction.reactants) {
        const bool is_state = result_.state_of_species[term.species.index] != no_state;
        if (is_state != is_state_wanted) continue;
        const ExpressionId amount = symbol(SymbolKind::species, term.species.index);
        flux = multiply(flux, graph.make(Op::power, amount, graph.constant(term.count)));
      }
    }
    return flux;
  }

  /// The state a reaction changes through this species, or no_state.
  std::uint32_t balanced_state(SpeciesId species) const {
    if (is_ruled_[species.index]) return no_state;
    return result_.state_of_species[species.index];
  }

  void lower_reaction(const Reaction& reaction) {
    std::vector<Change> changes;
    for (const auto& [species, count] : balance(reaction)) {
      const std::uint32_t state = balanced_state(species);
      if (state != no_state && count != 0.0) changes.push_back({state, count});
    }
    std::ranges::sort(changes);
    const ExpressionId flux = flux_of(reaction);
    add_flux(flux, changes);
    add_variable_terms(reaction.reactants, flux, -1.0);
    add_variable_terms(reaction.products, flux, 1.0);
  }

  void add_variable_terms(const std::vector<Term>& terms, ExpressionId flux, double sign) {
    for (const Term& term : terms) {
      const std::uint32_t state = balanced_state(term.species);
      if (!term.stoichiometry || state == no_state) continue;
      const ExpressionId count = symbol(SymbolKind::parameter, term.stoichiometry->index);
      add_flux(multiply(count, flux), {{state, sign}});
    }
  }

  void add_flux(ExpressionId flux, std::vector<Change> changes) {
    if (!changes.empty()) result_.sources.push_back({flux, std::move(changes)});
  }

  void split_into_monomials() {
    MonomialExpansion expansion(result_);
    std::vector<Source> others;
    for (Source& source : result_.sources) {
      const auto pieces = expansion.expand(source.flux);
      for (const auto& piece : pieces) {
        const ExpressionNode& coefficient = result_.graph[piece.coefficient];
        if (coefficient.op == Op::constant && coefficient.constant == 0.0) continue;
        Monomial monomial{piece.coefficient, piece.factors, source.changes};
        for (Change& change : monomial.changes) change.count *= piece.sign;
        result_.monomials.push_back(std::move(monomial));
      }
      if (pieces.empty()) others.push_back(std::move(source));
    }
    result_.sources = std::move(others);
  }

  const Network& network_;
  Lowering result_;
  std::vector<char> is_ruled_;
  std::vector<char> is_parameter_state_;
  std::map<Symbol, ExpressionId> replacement_;
  std::unordered_map<std::uint32_t, ExpressionId> replaced_;
};

}  // namespace

Lowering lower(const Network& network) {
  return Lowerer(network).run();
}

}  // namespace sigdyn::detail
