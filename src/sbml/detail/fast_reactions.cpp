#include <algorithm>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "sbml/detail/constraints.hpp"
#include "sbml/detail/substitution.hpp"

namespace sigdyn::detail {
namespace {

class FastReactions {
 public:
  FastReactions(Import& import, Dynamics& dynamics)
      : import_(import), dynamics_(dynamics), graph_(import.network.expressions) {}

  void replace() {
    for (std::uint32_t i = 0; i < import_.is_fast.size(); ++i) {
      if (import_.is_fast[i] && !is_zero(graph_, dynamics_.flux(i))) add_extent(i);
    }
    add_pools();
    solve_extents();
    assign();
  }

 private:
  struct Extent {
    std::uint32_t reaction = 0;
    Symbol symbol;
    SourceLocation where;
  };

  void add_extent(std::uint32_t reaction) {
    const SourceLocation where = import_.network.reactions[reaction].where;
    const ParameterId id =
        import_.add_parameter(import_.network.reactions[reaction].name + ".extent", 0.0, where);
    extents_.push_back({reaction, {SymbolKind::parameter, id.index}, where});
  }

  const Extent* extent_of(std::size_t reaction) const {
    const auto found = std::find_if(extents_.begin(), extents_.end(), [&](const Extent& extent) {
      return extent.reaction == reaction;
    });
    return found == extents_.end() ? nullptr : &*found;
  }

  void add_pools() {
    for (const Participation& participation : import_.participations) {
      const Extent* extent = extent_of(participation.reaction);
      const SpeciesId id = participation.species;
      if (extent == nullptr || import_.network.species[id.index].is_fixed) continue;
      const Symbol species{SymbolKind::species, id.index};
      const ExpressionId shift = graph_.make(
          participation.sign > 0 ? Op::add : Op::subtract, pool_and_shift(species, extent->where),
          graph_.make(Op::multiply, steady_coefficient(participation, extent->where),
                      graph_.symbol(extent->symbol)));
      shifted_[species] = shift;
    }
  }

  ExpressionId pool_and_shift(Symbol species, const SourceLocation& where) {
    const auto known = shifted_.find(species);
    if (known != shifted_.end()) return known->second;
    if (dynamics_.has_given_rate(species)) {
      throw UnsupportedError(where, "rateOf a species of a fast reaction");
    }
    const Species& entry = import_.network.species[species.index];
    const ParameterId pool = import_.add_parameter(entry.name + ".slow", entry.initial, where);
    const Symbol symbol{SymbolKind::parameter, pool.index};
    import_.rates[symbol] = dynamics_.rate_by_reactions({species.index});
    import_.slow_pool[species] = symbol;
    return graph_.symbol(symbol);
  }

  ExpressionId steady_coefficient(const Participation& participation, const SourceLocation& where) {
    AssignmentInliner inliner(graph_, import_.assignments);
    const auto value = inliner.inline_all(dynamics_.coefficient(participation));
    if (!value) return graph_.constant(0.0);  // the loop is reported when rules are sorted
    for (const Symbol symbol : symbols_in(graph_, *value)) {
      if (import_.drive_of(symbol) == Drive::none && import_.event_targets.count(symbol) == 0) {
        continue;
      }
      throw UnsupportedError(where, "fast reaction with a stoichiometry that changes");
    }
    if (reads_time(graph_, *value)) {
      throw UnsupportedError(where, "fast reaction with a stoichiometry that changes");
    }
    return *value;
  }

  /// Coupled reactions are solved one in terms of the others, affine ones first: what they leave in
  /// the rest does not raise its degree.
  void solve_extents() {
    std::vector<Extent> open = extents_;
    while (!open.empty()) {
      auto next = open.end();
      for (int degree = 1; degree <= 2 && next == open.end(); ++degree) {
        next = std::find_if(open.begin(), open.end(),
                            [&](const Extent& extent) { return solve(extent, degree); });
      }
      if (next == open.end()) {
        throw UnsupportedError(open[0].where, "fast reaction whose equilibrium has no closed form");
      }
      open.erase(next);
    }
  }

  /// True if the equilibrium of this reaction is a polynomial of at most this degree in its extent.
  bool solve(const Extent& extent, int degree) {
    AssignmentInliner inliner(graph_, import_.assignments);
    const auto flux = inliner.inline_all(dynamics_.flux(extent.reaction));
    if (!flux) return false;
    const ExpressionId residual = substitute(graph_, substitute(graph_, *flux, shifted_), solved_);
    const auto q = quadratic_in(graph_, residual, extent.symbol);
    if (!q || (is_zero(graph_, (*q)[1]) && is_zero(graph_, (*q)[2]))) return false;
    if (degree == 1 && !is_zero(graph_, (*q)[2])) return false;
    const ExpressionId root = stable_root(*q);
    for (auto& [symbol, other] : solved_) {
      other = substitute(graph_, other, {{extent.symbol, root}});
    }
    solved_[extent.symbol] = root;
    // 0 where c0 is: nothing is left to react, and the root may be 0/0.
    const ExpressionId zero = graph_.constant(0.0);
    assigned_[extent.symbol] =
        graph_.make(Op::select, graph_.make(Op::equal, (*q)[0], zero), zero, root);
    return true;
  }

  /// The root of c0 + c1 x + c2 x^2 with a falling flux.
  ExpressionId stable_root(const Quadratic& c) {
    if (is_zero(graph_, c[2])) {
      return graph_.make(Op::negate, graph_.make(Op::divide, c[0], c[1]));
    }
    const ExpressionId product = graph_.make(Op::multiply, c[2], c[0]);
    const ExpressionId discriminant =
        graph_.make(Op::subtract, graph_.make(Op::multiply, c[1], c[1]),
                    graph_.make(Op::multiply, graph_.constant(4.0), product));
    const ExpressionId below = graph_.make(Op::subtract, graph_.make(Op::sqrt, discriminant), c[1]);
    return graph_.make(Op::divide, graph_.make(Op::multiply, graph_.constant(2.0), c[0]), below);
  }

  void assign() {
    const ExpressionId is_past = graph_.make(Op::less, graph_.time(), graph_.constant(0.0));
    for (const auto& [symbol, value] : assigned_) {
      // Before the start, where delay() may look, nothing has reacted yet.
      import_.assignments[symbol] =
          import_.has_delay ? graph_.make(Op::select, is_past, graph_.constant(0.0), value) : value;
    }
    for (const auto& [species, shifted] : shifted_) {
      import_.assignments[species] = shifted;
      redirect(species, import_.slow_pool.at(species));
    }
  }

  void redirect(Symbol species, Symbol pool) {
    const auto initial = import_.initial.find(species);
    if (initial != import_.initial.end()) {
      import_.initial[pool] = initial->second;
      import_.initial.erase(initial);
    }
    import_.has_value.insert(pool);
    import_.network.parameters[pool.index].value = import_.network.species[species.index].initial;
    import_.network.species[species.index].is_fixed = true;  // the pool feels the reactions
  }

  Import& import_;
  Dynamics& dynamics_;
  ExpressionGraph& graph_;
  std::vector<Extent> extents_;
  Replacements shifted_;  ///< species -> pool and extents
  Replacements solved_;   ///< extent -> its value by extents that are not solved yet
  Replacements
      assigned_;  ///< extent -> the same, by extents solved after it, and 0 where none is left
};

}  // namespace

void replace_fast_reactions(Import& import, Dynamics& dynamics) {
  const bool has_fast = std::count(import.is_fast.begin(), import.is_fast.end(), true) > 0;
  if (has_fast) FastReactions(import, dynamics).replace();
}

}  // namespace sigdyn::detail
