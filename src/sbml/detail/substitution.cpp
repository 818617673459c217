#include "sbml/detail/substitution.hpp"

#include <unordered_map>

namespace sigdyn::detail {
namespace {

/// Products and quotients of polynomials in x, kept to degree 2; nothing where that does not hold.
class QuadraticFinder {
 public:
  QuadraticFinder(ExpressionGraph& graph, Symbol x)
      : graph_(graph), x_(x), zero_(graph.constant(0.0)), one_(graph.constant(1.0)) {}

  std::optional<Quadratic> find(ExpressionId id) {
    for (const std::uint32_t index : nodes_of(graph_, id)) {
      if (found_.count(index) == 0) found_[index] = of_node(index);
    }
    return found_.at(id.index);
  }

 private:
  using Maybe = std::optional<Quadratic>;

  static bool is_free(const ExpressionGraph& graph, const Maybe& p) {
    return p && is_zero(graph, (*p)[1]) && is_zero(graph, (*p)[2]);
  }

  Maybe of_node(std::uint32_t index) {
    const ExpressionNode node = graph_.nodes()[index];
    if (node.op == Op::symbol && node.symbol == x_) return Quadratic{zero_, one_, zero_};
    const int n_operands = arity(node.op);
    const Maybe a = n_operands > 0 ? found_.at(node.a) : Quadratic{zero_, zero_, zero_};
    const Maybe b = n_operands > 1 ? found_.at(node.b) : Quadratic{zero_, zero_, zero_};
    const Maybe c = n_operands > 2 ? found_.at(node.c) : Quadratic{zero_, zero_, zero_};
    if (is_free(graph_, a) && is_free(graph_, b) && is_free(graph_, c)) {
      return Quadratic{ExpressionId{index}, zero_, zero_};
    }
    if (!a || !b || !c) return std::nullopt;
    switch (node.op) {
      case Op::add:
      case Op::subtract:
        return each(node.op, *a, *b);
      case Op::negate:
        return each(Op::subtract, {zero_, zero_, zero_}, *a);
      case Op::multiply:
        return product(*a, *b);
      case Op::divide:
        if (!is_free(graph_, b)) return std::nullopt;
        return each(Op::divide, *a, {(*b)[0], (*b)[0], (*b)[0]});
      case Op::power:
        return squared(*a, node.b);
      case Op::select:
        if (!is_free(graph_, a)) return std::nullopt;
        return choice({node.a}, *b, *c);
      default:
        return std::nullopt;
    }
  }

  Quadratic each(Op op, const Quadratic& a, const Quadratic& b) {
    Quadratic result;
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = graph_.make(op, a[i], b[i]);
    for (std::size_t i = 0; op == Op::divide && i < result.size(); ++i) {
      if (is_zero(graph_, a[i])) result[i] = zero_;
    }
    return result;
  }

  Quadratic choice(ExpressionId condition, const Quadratic& a, const Quadratic& b) {
    Quadratic result;
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = a[i] == b[i] ? a[i] : graph_.make(Op::select, condition, a[i], b[i]);
    }
    return result;
  }

  Maybe product(const Quadratic& a, const Quadratic& b) {
    Quadratic result{zero_, zero_, zero_};
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < b.size(); ++j) {
        const ExpressionId term = graph_.make(Op::multiply, a[i], b[j]);
        if (is_zero(graph_, term)) continue;
        if (i + j >= result.size()) return std::nullopt;
        result[i + j] = graph_.make(Op::add, result[i + j], term);
      }
    }
    return result;
  }

  Maybe squared(const Quadratic& a, std::uint32_t exponent) {
    const ExpressionNode& node = graph_.nodes()[exponent];
    if (node.op != Op::constant || node.constant != 2.0) return std::nullopt;
    return product(a, a);
  }

  ExpressionGraph& graph_;
  Symbol x_;
  ExpressionId zero_, one_;
  std::unordered_map<std::uint32_t, Maybe> found_;
};

}  // namespace

bool is_zero(const ExpressionGraph& graph, ExpressionId id) {
  return graph[id].op == Op::constant && graph[id].constant == 0.0;
}

std::optional<Quadratic> quadratic_in(ExpressionGraph& graph, ExpressionId id, Symbol x) {
  if (const auto found = QuadraticFinder(graph, x).find(id)) return found;
  const ExpressionNode top = graph[id];
  if (top.op == Op::divide) return quadratic_in(graph, {top.a}, x);
  if (top.op == Op::negate) return quadratic_in(graph, {top.a}, x);
  return std::nullopt;
}

std::optional<ExpressionId> AssignmentInliner::value_of(Symbol symbol) {
  const auto done = done_.find(symbol);
  if (done != done_.end()) return done->second;
  if (!open_.insert(symbol).second) return std::nullopt;
  const auto value = inline_all(assignments_.at(symbol));
  open_.erase(symbol);
  if (value) done_[symbol] = *value;
  return value;
}

std::optional<ExpressionId> AssignmentInliner::inline_all(ExpressionId id) {
  Replacements replacements;
  for (const Symbol symbol : symbols_in(graph_, id)) {
    if (assignments_.count(symbol) == 0) continue;
    const auto value = value_of(symbol);
    if (!value) return std::nullopt;
    replacements[symbol] = *value;
  }
  return replacements.empty() ? id : substitute(graph_, id, replacements);
}

}  // namespace sigdyn::detail
