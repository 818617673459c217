#include "network/parse_expression.hpp"

#include <optional>
#include <string>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

struct Parsed {
  explicit Parsed(const std::string& text) {
    const ExpressionNames names{[this](std::string_view name) -> std::optional<ExpressionId> {
                                  if (name == "level")
                                    return graph.symbol({SymbolKind::parameter, 0});
                                  if (name == "k_2")
                                    return graph.symbol({SymbolKind::parameter, 1});
                                  return std::nullopt;
                                },
                                [](std::string_view name) {
                                  return name == "lvel" ? std::string(", did you mean 'level'?")
                                                        : std::string();
                                }};
    id = parse_expression(text, {"m.yaml", 3, 10}, graph, names, log);
  }

  double value() const {
    return evaluate(graph, id.value(), 0.0,
                    [](Symbol symbol) { return symbol.index == 0 ? 0.25 : 7.0; });
  }

  std::string message() const { return to_string(log.diagnostics().at(0)); }

  ExpressionGraph graph;
  DiagnosticLog log;
  std::optional<ExpressionId> id;
};

TEST_CASE("parse expression: precedence and associativity are those of mathematics", "[network]") {
  CHECK(Parsed("1 - level").value() == 0.75);
  CHECK(Parsed("8 - 4 - 2").value() == 2.0);
  CHECK(Parsed("8 / 4 / 2").value() == 1.0);
  CHECK(Parsed("2 + 3 * 4").value() == 14.0);
  CHECK(Parsed("(2 + 3) * 4").value() == 20.0);
  CHECK(Parsed("2^3^2").value() == 512.0);
  CHECK(Parsed("-2^2").value() == -4.0);
  CHECK(Parsed("2^-1").value() == 0.5);
  CHECK(Parsed("2*-3").value() == -6.0);
  CHECK(Parsed("+k_2").value() == 7.0);
}

TEST_CASE("parse expression: numbers are read as in C", "[network]") {
  CHECK(Parsed(".5").value() == 0.5);
  CHECK(Parsed("5.").value() == 5.0);
  CHECK(Parsed("1e3").value() == 1000.0);
  CHECK(Parsed("6.02214076E+23").value() == 6.02214076e23);
  CHECK(Parsed("1e-3*level").value() == 2.5e-4);
}

TEST_CASE("parse expression: functions take their arguments", "[network]") {
  CHECK(Parsed("min(3, 2, level)").value() == 0.25);
  CHECK(Parsed("max(3, k_2)").value() == 7.0);
  CHECK(Parsed("exp(0) + ln(1) + sqrt(9) + abs(-2)").value() == 6.0);
  CHECK(Parsed("log10(1000)").value() == Approx(3.0).epsilon(1e-15));
  CHECK(Parsed("pow(k_2, 2)").value() == 49.0);
  CHECK(Parsed("if(level < 1 && !(k_2 == 7) || k_2 >= 7, 10, 20)").value() == 10.0);
  CHECK(Parsed("level()*4").value() == 1.0);
}

TEST_CASE("parse expression: a mistake is located and named", "[network]") {
  CHECK(Parsed("1 - lvel").message() ==
        "m.yaml:3:14: error: unknown name 'lvel', did you mean 'level'?");
  CHECK(Parsed("1 +").message() ==
        "m.yaml:3:13: error: expression ends where a number or a name is expected");
  CHECK(Parsed("(1 + 2").message() == "m.yaml:3:16: error: missing ')'");
  CHECK(Parsed("2 level").message() == "m.yaml:3:12: error: unexpected 'l'");
  CHECK(Parsed("2level").message() == "m.yaml:3:11: error: number runs into 'l'");
  CHECK(Parsed("1.2.3").message() == "m.yaml:3:13: error: number runs into '.'");
  CHECK(Parsed("1e999").message() == "m.yaml:3:10: error: not a number that can be read");
  CHECK(Parsed("exp(1, 2)").message() == "m.yaml:3:13: error: 'exp' takes 1 argument, found 2");
  CHECK(Parsed("min(1)").message() ==
        "m.yaml:3:13: error: 'min' takes 2 or more arguments, found 1");
  CHECK(Parsed("").message() ==
        "m.yaml:3:10: error: expression ends where a number or a name is expected");
  CHECK(Parsed("1 $ 2").message() == "m.yaml:3:12: error: unexpected '$'");
}

TEST_CASE("parse expression: all unknown names are reported, syntax only once", "[network]") {
  const Parsed parsed("foo*bar(1, 2) + level");

  CHECK_FALSE(parsed.id.has_value());
  REQUIRE(parsed.log.diagnostics().size() == 2);
  CHECK(to_string(parsed.log.diagnostics()[1]) == "m.yaml:3:14: error: unknown name 'bar'");
}

TEST_CASE("parse expression: hostile text is refused, not crashed on", "[network]") {
  CHECK(Parsed(std::string(100'000, '(')).message() ==
        "m.yaml:3:210: error: expression is nested too deeply (at most 200 levels)");
  CHECK_FALSE(Parsed(std::string(100'000, '-')).id.has_value());
  CHECK(Parsed(std::string("1\0+1", 4)).message() == "m.yaml:3:11: error: unexpected byte 0x00");
  CHECK(Parsed("\xff").message() ==
        "m.yaml:3:10: error: expected a number or a name, found byte 0xff");
  CHECK_FALSE(Parsed(std::string("\0", 1)).id.has_value());
}

TEST_CASE("parse expression: a sum of 50000 terms is linear work", "[network]") {
  std::string text = "level";
  for (int i = 0; i < 50'000; ++i) text += "+k_2*" + std::to_string(i % 7);

  CHECK(Parsed(text).id.has_value());
}

}  // namespace
