#include "network/expression.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

constexpr Symbol x{SymbolKind::species, 0};
constexpr Symbol y{SymbolKind::parameter, 0};

double value_of(const ExpressionGraph& graph, ExpressionId id, double x_value, double t = 0.0) {
  return evaluate(graph, id, t, [&](Symbol symbol) { return symbol == x ? x_value : 5.0; });
}

TEST_CASE("expression graph: equal sub-expressions are one node", "[network]") {
  ExpressionGraph graph;

  const ExpressionId first = graph.make(Op::multiply, graph.symbol(x), graph.symbol(y));
  const ExpressionId second = graph.make(Op::multiply, graph.symbol(y), graph.symbol(x));

  CHECK(first == second);
  CHECK(graph.make(Op::subtract, graph.symbol(x), graph.symbol(y)) !=
        graph.make(Op::subtract, graph.symbol(y), graph.symbol(x)));
}

TEST_CASE("expression graph: constants fold and neutral elements drop out", "[network]") {
  ExpressionGraph graph;
  const ExpressionId s = graph.symbol(x);
  const ExpressionId zero = graph.constant(0.0);
  const ExpressionId one = graph.constant(1.0);

  CHECK(graph.make(Op::add, s, zero) == s);
  CHECK(graph.make(Op::subtract, s, zero) == s);
  CHECK(graph.make(Op::multiply, one, s) == s);
  CHECK(graph.make(Op::multiply, s, zero) == zero);
  CHECK(graph.make(Op::divide, s, one) == s);
  CHECK(graph.make(Op::power, s, one) == s);
  CHECK(graph.make(Op::power, s, zero) == one);
  CHECK(graph.make(Op::negate, graph.make(Op::negate, s)) == s);
  CHECK(graph[graph.make(Op::power, graph.constant(2.0), graph.constant(10.0))].constant == 1024.0);
  CHECK(graph.make(Op::select, one, s, zero) == s);
  CHECK(graph.make(Op::delay, one, s) == one);
}

TEST_CASE("expression graph: 0 and -0 stay apart, and 1 / -0 is -infinity", "[network]") {
  ExpressionGraph graph;

  const ExpressionId quotient = graph.make(Op::divide, graph.constant(1.0), graph.constant(-0.0));

  CHECK(graph.constant(0.0) != graph.constant(-0.0));
  CHECK(graph[quotient].constant == -std::numeric_limits<double>::infinity());
}

TEST_CASE("expression: a NaN in the branch not taken is ignored", "[network]") {
  ExpressionGraph graph;
  const ExpressionId s = graph.symbol(x);
  const ExpressionId is_positive = graph.make(Op::greater, s, graph.constant(0.0));

  const ExpressionId safe_log =
      graph.make(Op::select, is_positive, graph.make(Op::log, s), graph.constant(-7.0));

  CHECK(value_of(graph, safe_log, std::exp(2.0)) == Approx(2.0));
  CHECK(value_of(graph, safe_log, -1.0) == -7.0);
}

TEST_CASE("expression: quotient and remainder truncate toward zero", "[network]") {
  CHECK(apply(Op::quotient, -7.0, 2.0, 0.0) == -3.0);
  CHECK(apply(Op::remainder, -7.0, 2.0, 0.0) == -1.0);
  CHECK(apply(Op::factorial, 5.0, 0.0, 0.0) == 120.0);
  CHECK(std::isnan(apply(Op::factorial, -1.0, 0.0, 0.0)));
}

TEST_CASE("expression: a sum of 200000 terms is evaluated without recursion", "[network]") {
  ExpressionGraph graph;
  ExpressionId sum = graph.symbol(x);
  for (int i = 1; i < 200'000; ++i) {
    sum = graph.make(Op::add, sum, graph.make(Op::multiply, graph.constant(i), graph.symbol(x)));
  }

  // 1 + sum_{i=1}^{199999} i = 1 + 199999 * 100000, below 2^53: exact.
  CHECK(value_of(graph, sum, 1.0) == 1.0 + 199'999.0 * 100'000.0);
  CHECK(symbols_in(graph, sum).size() == 1);
}

TEST_CASE("expression: symbols are listed once and in order, time is found", "[network]") {
  ExpressionGraph graph;
  const ExpressionId product = graph.make(Op::multiply, graph.symbol(y), graph.symbol(x));
  const ExpressionId driven = graph.make(Op::add, product, graph.make(Op::exp, graph.time()));

  CHECK(symbols_in(graph, driven) == std::vector<Symbol>{x, y});
  CHECK(reads_time(graph, driven));
  CHECK_FALSE(reads_time(graph, product));
  CHECK(value_of(graph, driven, 3.0, 0.0) == 16.0);
}

}  // namespace
