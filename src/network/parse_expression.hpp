/// Infix text, as people write formulas in model files, to an expression.
///
///     a*exp(-b) + koff / kon        2 * min(x, y)^2        if(x > 1 && !on, k1, k2)
///
/// From loose to tight: ||, &&, comparisons (== != < <= > >=), + -, * /, unary - + !, ^ (to the
/// right: 2^3^2 = 2^9; -2^2 = -4). Numbers as in C. Functions: exp, log (ln), log10, log2, sqrt,
/// abs, floor, ceil, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, min and max (two or more),
/// pow(x, y) and if(condition, then, else).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "network/expression.hpp"

namespace sigdyn {

/// What the names in a text mean. A name may be followed by () if it is not one of the functions.
struct ExpressionNames {
  /// The meaning of a name, or nothing if it has none.
  std::function<std::optional<ExpressionId>(std::string_view name)> find;
  /// Appended to "unknown name 'x'", e.g. ", did you mean 'y'?"; may be empty.
  std::function<std::string(std::string_view name)> suggest;
};

/// Parses the whole of `text`, whose first character stands at `where` (on one line). The first
/// mistake of syntax and every unknown name goes to `log`; then the result is nothing. Nesting is
/// limited to 200, so that no text exhausts the stack. Cost: linear.
std::optional<ExpressionId> parse_expression(std::string_view text, const SourceLocation& where,
                                             ExpressionGraph& graph, const ExpressionNames& names,
                                             DiagnosticLog& log);

}  // namespace sigdyn
