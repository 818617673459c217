/// Rewriting of expressions: assigned quantities written out, polynomials found.
#pragma once

#include <array>
#include <optional>
#include <set>

#include "network/substitute.hpp"

namespace sigdyn::detail {

/// c[0] + c[1] x + c[2] x^2.
using Quadratic = std::array<ExpressionId, 3>;

/// The expression as a polynomial in `x` of degree at most 2; nothing if it is none. Quotients with
/// x below the line only are looked at for their zeros: the numerator is taken at the top level.
std::optional<Quadratic> quadratic_in(ExpressionGraph& graph, ExpressionId id, Symbol x);

/// True if the expression is the constant 0.
bool is_zero(const ExpressionGraph& graph, ExpressionId id);

/// Writes assigned quantities out, through all levels.
class AssignmentInliner {
 public:
  AssignmentInliner(ExpressionGraph& graph, const Replacements& assignments)
      : graph_(graph), assignments_(assignments) {}

  /// Nothing if the assignments that `id` depends on form a loop.
  std::optional<ExpressionId> inline_all(ExpressionId id);

 private:
  std::optional<ExpressionId> value_of(Symbol symbol);

  ExpressionGraph& graph_;
  const Replacements& assignments_;
  Replacements done_;
  std::set<Symbol> open_;
};

}  // namespace sigdyn::detail
