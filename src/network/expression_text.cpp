#include "network/expression_text.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "network/network.hpp"

namespace sigdyn {
namespace {

enum class Style { infix, latex };

/// How tightly an operator holds its operands; see parse_expression.hpp.
enum Tightness { loose, disjunction, conjunction, comparison, sum, product, sign, power, atom };

struct Operator {
  const char* infix;
  const char* latex;
  Tightness tightness;
};

Operator operator_of(Op op) {
  switch (op) {
    case Op::add:
      return {" + ", " + ", sum};
    case Op::subtract:
      return {" - ", " - ", sum};
    case Op::multiply:
      return {"*", " \\, ", product};
    case Op::divide:
      return {"/", "/", product};
    case Op::power:
      return {"^", "^", power};
    case Op::equal:
      return {" == ", " = ", comparison};
    case Op::not_equal:
      return {" != ", " \\ne ", comparison};
    case Op::less:
      return {" < ", " < ", comparison};
    case Op::less_equal:
      return {" <= ", " \\le ", comparison};
    case Op::greater:
      return {" > ", " > ", comparison};
    case Op::greater_equal:
      return {" >= ", " \\ge ", comparison};
    case Op::logical_and:
      return {" && ", " \\wedge ", conjunction};
    case Op::logical_or:
      return {" || ", " \\vee ", disjunction};
    default:
      return {"", "", atom};
  }
}

const char* function_name(Op op) {
  switch (op) {
    case Op::exp:
      return "exp";
    case Op::log:
      return "log";
    case Op::sqrt:
      return "sqrt";
    case Op::abs:
      return "abs";
    case Op::floor:
      return "floor";
    case Op::ceil:
      return "ceil";
    case Op::factorial:
      return "factorial";
    case Op::sin:
      return "sin";
    case Op::cos:
      return "cos";
    case Op::tan:
      return "tan";
    case Op::asin:
      return "asin";
    case Op::acos:
      return "acos";
    case Op::atan:
      return "atan";
    case Op::sinh:
      return "sinh";
    case Op::cosh:
      return "cosh";
    case Op::tanh:
      return "tanh";
    case Op::asinh:
      return "asinh";
    case Op::acosh:
      return "acosh";
    case Op::atanh:
      return "atanh";
    case Op::min:
      return "min";
    case Op::max:
      return "max";
    case Op::quotient:
      return "quotient";
    case Op::remainder:
      return "remainder";
    case Op::logical_xor:
      return "xor";
    case Op::select:
      return "if";
    case Op::delay:
      return "delay";
    default:
      return "?";
  }
}

/// Text and how tightly it holds together.
struct Piece {
  std::string text;
  Tightness tightness = atom;
};

class Printer {
 public:
  Printer(const ExpressionGraph& graph, const NameOf& name_of, Style style)
      : graph_(graph), name_of_(name_of), style_(style) {}

  Piece print(std::uint32_t index) const {
    const ExpressionNode& node = graph_[ExpressionId{index}];
    switch (node.op) {
      case Op::constant:
        return number(node.constant);
      case Op::symbol:
        return {is_latex() ? latex_name(name_of_(node.symbol)) : name_of_(node.symbol), atom};
      case Op::time:
        return {is_latex() ? "t" : "time", atom};
      case Op::negate:
        return {"-" + inside(node.a, sign), sign};
      case Op::logical_not:
        return {(is_latex() ? "\\neg " : "!") + inside(node.a, sign), sign};
      default:
        break;
    }
    if (is_latex() && node.op == Op::divide) {
      return {"\\frac{" + print(node.a).text + "}{" + print(node.b).text + "}", product};
    }
    if (is_latex() && node.op == Op::power) {
      return {inside(node.a, atom) + "^{" + print(node.b).text + "}", power};
    }
    if (is_latex() && node.op == Op::sqrt) return {"\\sqrt{" + print(node.a).text + "}", atom};
    const Operator symbol = operator_of(node.op);
    if (symbol.tightness == atom) return call(node);
    return {inside(node.a, left_of(node.op, symbol.tightness)) +
                (is_latex() ? symbol.latex : symbol.infix) +
                inside(node.b, right_of(node.op, symbol.tightness)),
            symbol.tightness};
  }

 private:
  bool is_latex() const { return style_ == Style::latex; }

  Piece number(double value) const {
    return {is_latex() ? latex_number(value) : fmt::format("{}", value), value < 0 ? sign : atom};
  }

  /// ^ groups to the right, all else to the left: a + (b + c) rounds otherwise than a + b + c.
  static Tightness left_of(Op op, Tightness own) { return op == Op::power ? atom : own; }
  static Tightness right_of(Op op, Tightness own) {
    return op == Op::power ? own : static_cast<Tightness>(own + 1);
  }

  /// The operand, in parentheses if it holds together less tightly than needed.
  std::string inside(std::uint32_t index, Tightness needed) const {
    const Piece piece = print(index);
    if (piece.tightness >= needed) return piece.text;
    return is_latex() ? "\\left(" + piece.text + "\\right)" : "(" + piece.text + ")";
  }

  Piece call(const ExpressionNode& node) const {
    const std::string name = function_name(node.op);
    std::string text = is_latex() ? "\\mathrm{" + name + "}\\left(" : name + "(";
    const std::array operands{node.a, node.b, node.c};
    for (std::size_t i = 0; i < static_cast<std::size_t>(arity(node.op)); ++i) {
      text += (i == 0 ? "" : ", ") + print(operands[i]).text;
    }
    return {text + (is_latex() ? "\\right)" : ")"), atom};
  }

  const ExpressionGraph& graph_;
  const NameOf& name_of_;
  Style style_;
};

}  // namespace

NameOf names_of(const Network& network) {
  return [&network](Symbol symbol) {
    return symbol.kind == SymbolKind::species ? network.species[symbol.index].name
                                              : network.parameters[symbol.index].name;
  };
}

std::string to_infix(const ExpressionGraph& graph, ExpressionId id, const NameOf& name_of) {
  return Printer(graph, name_of, Style::infix).print(id.index).text;
}

std::string to_latex(const ExpressionGraph& graph, ExpressionId id, const NameOf& name_of) {
  return Printer(graph, name_of, Style::latex).print(id.index).text;
}

std::string latex_name(const std::string& name) {
  std::string text = "\\mathrm{";
  for (const char c : name) {
    if (std::string_view("_#$%&{}").find(c) != std::string_view::npos) text += '\\';
    text += c == '\\' || c == '^' || c == '~' ? ' ' : c;
  }
  return text + "}";
}

std::string latex_number(double value) {
  std::string text = fmt::format("{}", value);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  std::string power = text.substr(exponent + 1);
  if (power.starts_with('+')) power.erase(0, 1);
  while (power.size() > 1 && power[power[0] == '-' ? 1 : 0] == '0') power.erase(power[0] == '-', 1);
  return text.substr(0, exponent) + " \\times 10^{" + power + "}";
}

}  // namespace sigdyn
