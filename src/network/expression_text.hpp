/// Expressions as text: infix that parse_expression() reads back, and LaTeX.
#pragma once

#include <functional>
#include <string>

#include "network/expression.hpp"

namespace sigdyn {

struct Network;

using NameOf = std::function<std::string(Symbol)>;

/// The names of a network's species and parameters. `network` must outlive the function.
NameOf names_of(const Network& network);

/// Infix with the fewest parentheses; constants in the shortest form that reads back as the same
/// number. Operations without an infix form are written as calls, e.g. factorial(x), delay(x, t).
/// Shared parts are written out each time they occur.
std::string to_infix(const ExpressionGraph& graph, ExpressionId id, const NameOf& name_of);

/// LaTeX for math mode; names upright, '_' escaped.
std::string to_latex(const ExpressionGraph& graph, ExpressionId id, const NameOf& name_of);

/// A name in math mode: \mathrm{p\_AKT}.
std::string latex_name(const std::string& name);

/// A number in math mode: 3 \times 10^{-4}.
std::string latex_number(double value);

}  // namespace sigdyn
