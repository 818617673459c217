#include "network/expression_text.hpp"

#include <string>

#include "network/parse_expression.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

/// Names are one letter; the index of a symbol is the letter.
std::string name_of(Symbol symbol) {
  return {static_cast<char>(symbol.index)};
}

ExpressionId parse(const std::string& text, ExpressionGraph& graph) {
  DiagnosticLog log;
  const ExpressionNames names{
      [&](std::string_view name) -> std::optional<ExpressionId> {
        return graph.symbol({SymbolKind::parameter,
                             static_cast<std::uint32_t>(static_cast<unsigned char>(name[0]))});
      },
      {}};
  const auto id = parse_expression(text, {"t", 1, 1}, graph, names, log);
  INFO(text);
  REQUIRE(id);
  return *id;
}

std::string round_trip(const std::string& text) {
  ExpressionGraph graph;
  return to_infix(graph, parse(text, graph), name_of);
}

std::string latex(const std::string& text) {
  ExpressionGraph graph;
  return to_latex(graph, parse(text, graph), name_of);
}

TEST_CASE("expression text: infix has the parentheses it needs and no others", "[network]") {
  for (const char* text : {"a + b*c",     "(a + b)*c",
                           "a - (b - c)", "a - b - c",
                           "a/(b*c)",     "a/b/c",
                           "a^b^c",       "(a^b)^c",
                           "-a^2",        "(-a)^2",
                           "a^(-2)",      "exp(-a) + log(b)",
                           "min(a, b)",   "if(a > b && c < 1, a, b)",
                           "(a > b)*c",   "!a",
                           "1.5e-07*a",   "0.1*a",
                           "a*(b/c)",     "a + (b + c)"}) {
    CHECK(round_trip(text) == text);
  }
}

TEST_CASE("expression text: what is printed parses to the same value", "[network]") {
  ExpressionGraph graph;
  const ExpressionId id = parse("-(a - (b + c))^2 / (a*b - c) + 3^(a - 1)", graph);
  ExpressionGraph again;
  const ExpressionId copy = parse(to_infix(graph, id, name_of), again);
  const auto value = [](Symbol symbol) { return symbol.index == 'a' ? 1.25 : symbol.index - 90.0; };
  CHECK(evaluate(again, copy, 0.0, value) == evaluate(graph, id, 0.0, value));
}

TEST_CASE("expression text: LaTeX has fractions, powers and escaped names", "[network]") {
  CHECK(latex("a/(b + c)^2") ==
        "\\frac{\\mathrm{a}}{\\left(\\mathrm{b} + \\mathrm{c}\\right)^{2}}");
  CHECK(latex("2e-7*sqrt(a)") == "2 \\times 10^{-7} \\, \\sqrt{\\mathrm{a}}");
  CHECK(latex_name("p_AKT") == "\\mathrm{p\\_AKT}");
}

}  // namespace
