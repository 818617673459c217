#include <cmath>
#include <string>

#include "network/expression.hpp"
#include "network/parse_expression.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

constexpr Symbol x{SymbolKind::species, 0};
constexpr Symbol y{SymbolKind::species, 1};

struct Formula {
  explicit Formula(const std::string& text) {
    const ExpressionNames names{[this](std::string_view name) -> std::optional<ExpressionId> {
                                  if (name == "x") return graph.symbol(x);
                                  if (name == "y") return graph.symbol(y);
                                  if (name == "t") return graph.time();
                                  return std::nullopt;
                                },
                                {}};
    DiagnosticLog log;
    id = parse_expression(text, {"formula", 1, 1}, graph, names, log).value();
  }

  double value(ExpressionId which, double x_value, double y_value, double t) const {
    return evaluate(graph, which, t,
                    [&](Symbol symbol) { return symbol == x ? x_value : y_value; });
  }

  ExpressionGraph graph;
  ExpressionId id;
};

TEST_CASE("differentiate: agrees with central differences for every function", "[network]") {
  const std::string text =
      GENERATE("x*y + x/y - 3*x", "x^3 * y^-2", "x^y", "y^x", "(x*y)^(x/y)", "exp(-x*y)",
               "log(x + y^2)", "sqrt(x*y)", "sin(x)*cos(y)*tan(x*y/4)",
               "asin(x/3) + acos(y/3) + atan(x*y)", "sinh(x) + cosh(y) + tanh(x*y)", "abs(x - 2*y)",
               "min(x, y)*max(x^2, y)", "if(x < y, x^2*y, x*y^2)", "x^4/(y^4 + x^4)",
               "t*x*exp(-y*t)", "-(-x)*y", "log10(x)*y", "floor(x)*y");
  CAPTURE(text);
  Formula formula(text);
  const double x0 = 0.7;
  const double y0 = 1.3;
  const double t0 = 0.4;
  // Central differences: truncation h^2 f''' and rounding eps f / h balance near h = 1e-5 at 1e-10.
  const double h = 1e-5;
  const double tolerance = 1e-8;

  const ExpressionId dx = differentiate(formula.graph, formula.id, x);
  const ExpressionId dy = differentiate(formula.graph, formula.id, y);
  const ExpressionId dt = differentiate_by_time(formula.graph, formula.id);

  const auto f = [&](double a, double b, double t) { return formula.value(formula.id, a, b, t); };
  CHECK(formula.value(dx, x0, y0, t0) ==
        Approx((f(x0 + h, y0, t0) - f(x0 - h, y0, t0)) / (2 * h)).margin(tolerance));
  CHECK(formula.value(dy, x0, y0, t0) ==
        Approx((f(x0, y0 + h, t0) - f(x0, y0 - h, t0)) / (2 * h)).margin(tolerance));
  CHECK(formula.value(dt, x0, y0, t0) ==
        Approx((f(x0, y0, t0 + h) - f(x0, y0, t0 - h)) / (2 * h)).margin(tolerance));
}

TEST_CASE("differentiate: asinh, acosh, atanh and remainder have their textbook slopes",
          "[network]") {
  ExpressionGraph graph;
  const ExpressionId s = graph.symbol(x);
  const auto slope = [&](Op op, double at) {
    const ExpressionId f = arity(op) == 1 ? graph.make(op, s) : graph.make(op, s, graph.symbol(y));
    return evaluate(graph, differentiate(graph, f, x), 0.0,
                    [&](Symbol symbol) { return symbol == x ? at : 2.0; });
  };

  CHECK(slope(Op::asinh, 0.75) == Approx(0.8).epsilon(1e-15));
  CHECK(slope(Op::acosh, 1.25) == Approx(4.0 / 3.0).epsilon(1e-15));
  CHECK(slope(Op::atanh, 0.5) == Approx(4.0 / 3.0).epsilon(1e-15));
  CHECK(slope(Op::remainder, 7.5) == 1.0);
  CHECK(slope(Op::ceil, 7.5) == 0.0);
}

TEST_CASE("differentiate: a Hill law with a variable exponent has finite slopes at zero",
          "[network]") {
  Formula formula("x^y/(0.5^y + x^y)");

  const ExpressionId dx = differentiate(formula.graph, formula.id, x);
  const ExpressionId dy = differentiate(formula.graph, formula.id, y);

  CHECK(formula.value(dx, 0.0, 2.0, 0.0) == 0.0);
  CHECK(formula.value(dy, 0.0, 2.0, 0.0) == 0.0);
}

TEST_CASE("differentiate: the branch not taken cannot spoil a slope", "[network]") {
  Formula formula("if(x > 0, sqrt(x), 0)");

  const ExpressionId dx = differentiate(formula.graph, formula.id, x);

  CHECK(formula.value(dx, 0.0, 0.0, 0.0) == 0.0);
  CHECK(formula.value(dx, 4.0, 0.0, 0.0) == 0.25);
}

TEST_CASE("differentiate: delay() counts as a constant", "[network]") {
  ExpressionGraph graph;
  const ExpressionId s = graph.symbol(x);
  const ExpressionId past = graph.make(Op::delay, s, graph.constant(2.0));

  const ExpressionId slope = differentiate(graph, graph.make(Op::multiply, s, past), x);

  CHECK(slope == past);
  CHECK(reads_time(graph, past));
}

}  // namespace
