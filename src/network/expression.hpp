/// Expressions: a hash-consed graph of operations over the symbols of a network.
///
/// Two equal sub-expressions are one node, so common work is done once. Nodes are in topological
/// order: the operands of node i have indices below i.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/id.hpp"

namespace sigdyn {

/// What an expression may read. A species reads as its amount; a front end that means a
/// concentration divides by the compartment size itself, one that means a flux or a rate of change
/// writes its expression out (equal ones are shared).
enum class SymbolKind : std::uint8_t { species, parameter };

struct Symbol {
  SymbolKind kind = SymbolKind::parameter;
  std::uint32_t index = 0;
  friend constexpr auto operator<=>(const Symbol&, const Symbol&) = default;
};

using ExpressionId = Id<struct Expression>;

/// Truth values are 1 and 0. `select` is condition ? a : b. A NaN in the branch not taken is
/// ignored.
enum class Op : std::uint8_t {
  constant,
  symbol,
  time,
  add,
  subtract,
  multiply,
  divide,
  negate,
  power,
  exp,
  log,
  sqrt,
  abs,
  floor,
  ceil,
  factorial,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  min,
  max,
  quotient,
  remainder,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
  logical_xor,
  logical_not,
  select,  // a: condition, b: then, c: else
  delay    // value of expression a at time t - b
};

struct ExpressionNode {
  Op op = Op::constant;
  double constant = 0.0;              ///< for Op::constant
  Symbol symbol;                      ///< for Op::symbol
  std::uint32_t a = 0, b = 0, c = 0;  ///< operand nodes, 0 where not used
};

/// Number of operands an operation takes: 0 to 3.
int arity(Op op);

/// Applies an operation to numbers; operands it does not take are ignored. Not for constant,
/// symbol, time and delay. Every evaluation, folded or compiled, computes with this.
double apply(Op op, double a, double b, double c);

class ExpressionGraph {
 public:
  ExpressionId constant(double value);
  ExpressionId symbol(Symbol symbol);
  ExpressionId time();

  /// Folds constants and drops neutral elements (x + 0, 1 * x, 0 * x, x^1), then shares the node.
  /// 0 * x is 0: in a rate law an unevaluated factor that is infinite is a modelling error anyway.
  ExpressionId make(Op op, ExpressionId a, ExpressionId b = {}, ExpressionId c = {});

  const ExpressionNode& operator[](ExpressionId id) const { return nodes_[id.index]; }
  std::size_t size() const { return nodes_.size(); }
  std::span<const ExpressionNode> nodes() const { return nodes_; }

 private:
  ExpressionId share(const ExpressionNode& node);

  std::vector<ExpressionNode> nodes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> shared_;  // hash of a node -> its index
};

/// Value of an expression; the slow, obvious reference that compiled forms are tested against.
/// Expects no delay().
double evaluate(const ExpressionGraph& graph, ExpressionId id, double t,
                const std::function<double(Symbol)>& lookup);

/// Indices of the nodes `id` is made of, itself included, in topological order.
std::vector<std::uint32_t> nodes_of(const ExpressionGraph& graph, ExpressionId id);

/// The symbols that `id` reads, each once, in increasing order.
std::vector<Symbol> symbols_in(const ExpressionGraph& graph, ExpressionId id);

/// d(id)/d(symbol) as a new expression. delay() counts as a constant; select, abs and the like are
/// differentiated branch by branch, floor and comparisons have derivative 0.
ExpressionId differentiate(ExpressionGraph& graph, ExpressionId id, Symbol with_respect_to);

/// The same for many expressions at once, sharing the work on what they have in common.
std::vector<ExpressionId> differentiate(ExpressionGraph& graph, std::span<const ExpressionId> ids,
                                        Symbol with_respect_to);

/// The partial derivative with respect to time(), by the same rules.
ExpressionId differentiate_by_time(ExpressionGraph& graph, ExpressionId id);

/// True if `id` contains time() or a delay().
bool reads_time(const ExpressionGraph& graph, ExpressionId id);

}  // namespace sigdyn
