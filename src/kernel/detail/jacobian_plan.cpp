#include "kernel/detail/jacobian_plan.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace sigdyn::detail {
namespace {

/// One summand of one entry.
struct Piece {
  enum class Kind : std::uint8_t { product, rate, root } kind;
  std::uint32_t row, column;
  std::uint32_t what;  ///< coefficient, rate or root
  double count;
  std::vector<std::uint32_t> factors;
};

class JacobianPlanner {
 public:
  JacobianPlanner(Lowering& lowering, const FluxPlan& fluxes)
      : lowering_(lowering), fluxes_(fluxes) {}

  JacobianPlan run() {
    for (const FluxRun& run : fluxes_.runs) add(run);
    for (const FluxRun& run : fluxes_.sources) add(run);
    for (const GeneralFlux& flux : fluxes_.others) add(flux);
    add_sources();
    return assemble();
  }

 private:
  using Kind = Piece::Kind;

  static std::vector<Change> changes_of(const FluxRun& run, const PairFlux& pair) {
    std::vector<Change> changes;
    if (pair.p != no_state) changes.push_back({pair.p, -1.0});
    changes.push_back({pair.q, 1.0});
    if (run.hub_in != no_state) changes.push_back({run.hub_in, -1.0});
    if (run.hub_out != no_state) changes.push_back({run.hub_out, 1.0});
    return changes;
  }

  void add(const FluxRun& run) {
    for (const PairFlux& pair : run.pairs) {
      const std::vector<Change> changes = changes_of(run, pair);
      add_rate_times(changes, fluxes_.rates[run.forward], run.forward, pair.p, 1.0);
      add_rate_times(changes, fluxes_.rates[run.reverse], run.reverse, pair.q, -1.0);
    }
  }

  /// The derivatives of sign * rate * y_x, or of sign * rate if x is no_state.
  void add_rate_times(const std::vector<Change>& changes, const Rate& rate, std::uint32_t index,
                      std::uint32_t x, double sign) {
    if (x != no_state) {
      if (rate.size() > 1 || (rate.size() == 1 && is_sum(rate[0]))) {
        add_pieces(Kind::rate, changes, x, index, sign, {});
      } else if (rate.size() == 1) {
        std::vector<std::uint32_t> factors;
        if (rate[0].multiplier) factors.push_back(rate[0].multiplier->index);
        add_pieces(Kind::product, changes, x, rate[0].coefficient.index, sign, factors);
      }
    }
    std::vector<std::uint32_t> rest;
    if (x != no_state) rest.push_back(x);
    for (const RateTerm& term : rate) {
      if (!term.multiplier) continue;
      if (is_sum(term)) {
        for (const std::uint32_t state : fluxes_.sums[term.multiplier->index]) {
          add_pieces(Kind::product, changes, state, term.coefficient.index, sign, rest);
        }
      } else {
        add_pieces(Kind::product, changes, term.multiplier->index, term.coefficient.index, sign,
                   rest);
      }
    }
  }

  static bool is_sum(const RateTerm& term) {
    return term.multiplier && term.multiplier->area == Area::sum;
  }

  void add(const GeneralFlux& flux) {
    for (std::size_t m = 0; m < flux.monomials.size(); ++m) {
      const std::vector<std::uint32_t>& factors = flux.monomials[m].factors;
      for (std::size_t f = 0; f < factors.size(); ++f) {
        std::vector<std::uint32_t> rest = factors;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(f));
        add_pieces(Kind::product, flux.changes, factors[f], flux.monomials[m].coefficient.index,
                   flux.signs[m], rest);
      }
    }
  }

  /// One pass per state over the sources that read it, so that their derivatives share their work.
  void add_sources() {
    std::map<std::uint32_t, std::vector<std::size_t>> readers;
    for (std::size_t s = 0; s < lowering_.sources.size(); ++s) {
      for (const Symbol symbol : symbols_in(lowering_.graph, lowering_.sources[s].flux)) {
        const std::uint32_t state = lowering_.state_of(symbol);
        if (state != no_state) readers[state].push_back(s);
      }
    }
    const ExpressionId zero = lowering_.graph.constant(0.0);
    for (const auto& [state, sources] : readers) {
      std::vector<ExpressionId> fluxes;
      fluxes.reserve(sources.size());
      for (const std::size_t s : sources) fluxes.push_back(lowering_.sources[s].flux);
      const std::vector<ExpressionId> slopes =
          differentiate(lowering_.graph, fluxes, lowering_.states[state]);
      for (std::size_t i = 0; i < sources.size(); ++i) {
        if (slopes[i] == zero) continue;
        add_pieces(Kind::root, lowering_.sources[sources[i]].changes, state, root(slopes[i]), 1.0,
                   {});
      }
    }
  }

  std::uint32_t root(ExpressionId id) {
    const auto index = static_cast<std::uint32_t>(plan_.roots.size());
    const auto [found, is_new] = known_roots_.try_emplace(id.index, index);
    if (is_new) plan_.roots.push_back(id);
    return found->second;
  }

  void add_pieces(Kind kind, const std::vector<Change>& changes, std::uint32_t column,
                  std::uint32_t what, double count, const std::vector<std::uint32_t>& factors) {
    for (const Change& change : changes) {
      pieces_.push_back({kind, change.state, column, what, count * change.count, factors});
    }
  }

  JacobianPlan assemble() {
    const auto n = static_cast<std::uint32_t>(lowering_.states.size());
    for (std::uint32_t i = 0; i < n; ++i) {
      pieces_.push_back({Kind::root, i, i, 0, 0.0, {}});  // keeps the diagonal
    }
    std::ranges::stable_sort(pieces_, {},
                             [](const Piece& piece) { return std::pair(piece.row, piece.column); });
    plan_.pattern.row_start.assign(n + std::size_t{1}, 0);
    for (std::size_t begin = 0, end = 0; begin < pieces_.size(); begin = end) {
      const auto [row, column] = std::pair(pieces_[begin].row, pieces_[begin].column);
      while (end < pieces_.size() && pieces_[end].row == row && pieces_[end].column == column) {
        ++end;
      }
      plan_.pattern.column.push_back(column);
      ++plan_.pattern.row_start[row + std::size_t{1}];
      plan_.entries.push_back(merge({pieces_.data() + begin, end - begin}));
    }
    for (std::uint32_t i = 0; i < n; ++i) {
      plan_.pattern.row_start[i + std::size_t{1}] += plan_.pattern.row_start[i];
    }
    return std::move(plan_);
  }

  /// Products over the same states become one whose coefficient is their sum.
  JacobianEntry merge(std::span<const Piece> pieces) {
    JacobianEntry entry;
    std::map<std::vector<std::uint32_t>, std::vector<std::pair<std::uint32_t, double>>> products;
    std::map<std::uint32_t, double> rates, roots;
    for (const Piece& piece : pieces) {
      if (piece.count == 0.0) continue;
      if (piece.kind == Kind::product) {
        products[piece.factors].emplace_back(piece.what, piece.count);
      } else {
        (piece.kind == Kind::rate ? rates : roots)[piece.what] += piece.count;
      }
    }
    for (auto& [factors, parts] : products) {
      entry.products.push_back({weighted_sum(parts), factors});
    }
    for (const auto& [rate, count] : rates) {
      if (count != 0.0) entry.rates.push_back({rate, count});
    }
    for (const auto& [index, count] : roots) {
      if (count != 0.0) entry.roots.push_back({index, count});
    }
    return entry;
  }

  /// Sorted first, so that equal sums are one expression wherever they occur.
  ExpressionId weighted_sum(std::vector<std::pair<std::uint32_t, double>>& parts) {
    ExpressionGraph& graph = lowering_.graph;
    std::ranges::sort(parts);
    ExpressionId sum = graph.constant(0.0);
    for (const auto& [coefficient, count] : parts) {
      sum =
          graph.make(Op::add, sum, graph.make(Op::multiply, graph.constant(count), {coefficient}));
    }
    return sum;
  }

  Lowering& lowering_;
  const FluxPlan& fluxes_;
  JacobianPlan plan_;
  std::vector<Piece> pieces_;
  std::unordered_map<std::uint32_t, std::uint32_t> known_roots_;
};

}  // namespace

JacobianPlan plan_jacobian(Lowering& lowering, const FluxPlan& fluxes) {
  return JacobianPlanner(lowering, fluxes).run();
}

}  // namespace sigdyn::detail
