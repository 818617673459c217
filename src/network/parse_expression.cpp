#include "network/parse_expression.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace sigdyn {
namespace {

constexpr int max_depth = 200;

struct Function {
  std::string_view name;
  Op op;
};

constexpr std::array functions{
    Function{"exp", Op::exp},   Function{"log", Op::log},   Function{"ln", Op::log},
    Function{"sqrt", Op::sqrt}, Function{"abs", Op::abs},   Function{"floor", Op::floor},
    Function{"ceil", Op::ceil}, Function{"sin", Op::sin},   Function{"cos", Op::cos},
    Function{"tan", Op::tan},   Function{"asin", Op::asin}, Function{"acos", Op::acos},
    Function{"atan", Op::atan}, Function{"sinh", Op::sinh}, Function{"cosh", Op::cosh},
    Function{"tanh", Op::tanh}, Function{"min", Op::min},   Function{"max", Op::max},
    Function{"pow", Op::power}, Function{"if", Op::select}};

struct Operator {
  std::string_view text;
  Op op;
};

// Longer spellings first: "<=" must not be read as "<".
constexpr std::array disjunctions{Operator{"||", Op::logical_or}};
constexpr std::array conjunctions{Operator{"&&", Op::logical_and}};
constexpr std::array comparisons{Operator{"==", Op::equal},      Operator{"!=", Op::not_equal},
                                 Operator{"<=", Op::less_equal}, Operator{">=", Op::greater_equal},
                                 Operator{"<", Op::less},        Operator{">", Op::greater}};
constexpr std::array sums{Operator{"+", Op::add}, Operator{"-", Op::subtract}};
constexpr std::array products{Operator{"*", Op::multiply}, Operator{"/", Op::divide}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// What was found, fit for a message: names taken from a hostile file may hold anything.
std::string printable(char c) {
  if (c >= ' ' && c <= '~') return std::string{"'"} + c + "'";
  return fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c));
}

class Parser {
 public:
  Parser(std::string_view text, SourceLocation where, ExpressionGraph& graph,
         const ExpressionNames& names, DiagnosticLog& log)
      : text_(text), where_(std::move(where)), graph_(graph), names_(names), log_(log) {
    graph_.constant(1.0);  // so that the empty id of a failed operand names a node
  }

  std::optional<ExpressionId> parse() {
    const ExpressionId value = disjunction();
    const char next = peek();
    if (position_ < text_.size()) fail(fmt::format("unexpected {}", printable(next)));
    if (has_failed_ || has_unknown_name_) return std::nullopt;
    return value;
  }

 private:
  using Level = ExpressionId (Parser::*)();

  /// operand (operator operand)*, from left to right.
  ExpressionId chain(const Operator* begin, const Operator* end, Level operand) {
    ExpressionId left = (this->*operand)();
    while (!has_failed_) {
      const Operator* found = begin;
      while (found != end && !accept(found->text)) ++found;
      if (found == end) return left;
      const ExpressionId right = (this->*operand)();
      left = graph_.make(found->op, left, right);
    }
    return left;
  }

  template <std::size_t N>
  ExpressionId chain(const std::array<Operator, N>& operators, Level operand) {
    return chain(operators.data(), operators.data() + N, operand);
  }

  ExpressionId disjunction() { return chain(disjunctions, &Parser::conjunction); }
  ExpressionId conjunction() { return chain(conjunctions, &Parser::comparison); }
  ExpressionId comparison() { return chain(comparisons, &Parser::sum); }
  ExpressionId sum() { return chain(sums, &Parser::product); }
  ExpressionId product() { return chain(products, &Parser::unary); }

  ExpressionId unary() {
    if (++depth_ > max_depth) return fail("expression is nested too deeply (at most 200 levels)");
    ExpressionId value;
    if (accept("-")) {
      value = graph_.make(Op::negate, unary());
    } else if (accept("+")) {
      value = unary();
    } else if (peek() == '!' && text_.substr(position_, 2) != "!=") {
      ++position_;
      value = graph_.make(Op::logical_not, unary());
    } else {
      value = power();
    }
    --depth_;
    return value;
  }

  ExpressionId power() {
    const ExpressionId base = primary();
    if (has_failed_ || !accept("^")) return base;
    return graph_.make(Op::power, base, unary());
  }

  ExpressionId primary() {
    const char next = peek();
    if (is_digit(next) || next == '.') return number();
    if (starts_name(next)) return name();
    if (accept("(")) {
      const ExpressionId value = disjunction();
      expect(")");
      return value;
    }
    if (position_ == text_.size())
      return fail("expression ends where a number or a name is expected");
    return fail(fmt::format("expected a number or a name, found {}", printable(next)));
  }

  ExpressionId number() {
    double value = 0.0;
    const char* begin = text_.data() + position_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) return fail("not a number that can be read");
    position_ += static_cast<std::size_t>(end - begin);
    if (position_ < text_.size() && (starts_name(text_[position_]) || text_[position_] == '.')) {
      return fail(fmt::format("number runs into {}", printable(text_[position_])));
    }
    return graph_.constant(value);
  }

  ExpressionId name() {
    const std::size_t begin = position_;
    while (position_ < text_.size() &&
           (starts_name(text_[position_]) || is_digit(text_[position_]))) {
      ++position_;
    }
    const std::string_view word = text_.substr(begin, position_ - begin);
    if (peek() == '(') {
      for (const Function& function : functions) {
        if (function.name == word) return call(function);
      }
      if (word == "log10" || word == "log2") return logarithm(word == "log2" ? 2.0 : 10.0);
    }
    const auto value = names_.find(word);
    if (!value) return unknown(word, begin);
    if (accept("(")) expect(")");
    return *value;
  }

  ExpressionId unknown(std::string_view word, std::size_t begin) {
    has_unknown_name_ = true;
    const std::string hint = names_.suggest ? names_.suggest(word) : std::string{};
    log_.error(at(begin), fmt::format("unknown name '{}'{}", word, hint));
    if (accept("(")) skip_arguments();
    return graph_.constant(1.0);
  }

  void skip_arguments() {
    if (accept(")")) return;
    arguments();
    expect(")");
  }

  std::vector<ExpressionId> arguments() {
    std::vector<ExpressionId> values;
    do values.push_back(disjunction());
    while (!has_failed_ && accept(","));
    return values;
  }

  ExpressionId call(const Function& function) {
    const std::size_t begin = position_;
    accept("(");
    const std::vector<ExpressionId> values = arguments();
    expect(")");
    if (has_failed_) return {};
    const auto n_wanted = static_cast<std::size_t>(arity(function.op));
    const bool takes_more = function.op == Op::min || function.op == Op::max;
    if (values.size() < n_wanted || (values.size() > n_wanted && !takes_more)) {
      position_ = begin;
      return fail(fmt::format("'{}' takes {}{} argument{}, found {}", function.name, n_wanted,
                              takes_more ? " or more" : "", n_wanted == 1 ? "" : "s",
                              values.size()));
    }
    if (n_wanted == 1) return graph_.make(function.op, values[0]);
    if (n_wanted == 3) return graph_.make(function.op, values[0], values[1], values[2]);
    ExpressionId result = values[0];
    for (std::size_t i = 1; i < values.size(); ++i) {
      result = graph_.make(function.op, result, values[i]);
    }
    return result;
  }

  ExpressionId logarithm(double base) {
    accept("(");
    const ExpressionId value = disjunction();
    expect(")");
    if (has_failed_) return {};
    return graph_.make(Op::divide, graph_.make(Op::log, value), graph_.constant(std::log(base)));
  }

  /// The next character that is not a space; '\0' at the end.
  char peek() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) {
      ++position_;
    }
    return position_ < text_.size() ? text_[position_] : '\0';
  }

  bool accept(std::string_view token) {
    peek();
    if (has_failed_ || text_.substr(position_, token.size()) != token) return false;
    position_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (has_failed_ || accept(token)) return;
    const char next = peek();
    fail(position_ == text_.size()
             ? fmt::format("missing '{}'", token)
             : fmt::format("expected '{}', found {}", token, printable(next)));
  }

  ExpressionId fail(std::string message) {
    if (!has_failed_) log_.error(at(position_), std::move(message));
    has_failed_ = true;
    return {};
  }

  SourceLocation at(std::size_t position) const {
    SourceLocation place = where_;
    if (place.column > 0) place.column += static_cast<int>(position);
    return place;
  }

  std::string_view text_;
  SourceLocation where_;
  ExpressionGraph& graph_;
  const ExpressionNames& names_;
  DiagnosticLog& log_;
  std::size_t position_ = 0;
  int depth_ = 0;
  bool has_failed_ = false;
  bool has_unknown_name_ = false;
};

}  // namespace

std::optional<ExpressionId> parse_expression(std::string_view text, const SourceLocation& where,
                                             ExpressionGraph& graph, const ExpressionNames& names,
                                             DiagnosticLog& log) {
  return Parser(text, where, graph, names, log).parse();
}

}  // namespace sigdyn
