#include "model/detail/equation.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

constexpr int max_count = 20;  // of one species on one side

class EquationParser {
 public:
  EquationParser(const YamlNode& node, const std::string& what, DiagnosticLog& log)
      : node_(node), text_(node.text()), what_(what), log_(log) {}

  std::optional<Equation> parse() {
    Equation equation;
    if (!side(equation.left)) return std::nullopt;
    if (take("<->")) {
      equation.is_reversible = true;
    } else if (!take("->")) {
      return fail(at_ == text_.size() ? "'->' or '<->' is missing" : "expected '+', '->' or '<->'");
    }
    if (!side(equation.right)) return std::nullopt;
    if (at_ < text_.size()) return fail("expected '+' or the end");
    if (equation.left.empty() && equation.right.empty()) return fail("nothing reacts to nothing");
    return equation;
  }

 private:
  /// "0", or terms joined by '+'.
  bool side(std::vector<StepTerm>& terms) {
    skip_space();
    if (text_.substr(at_, 1) == "0" && !is_name_character(at_ + 1)) {
      ++at_;
      skip_space();
      return true;
    }
    do {
      if (!term(terms)) return false;
    } while (take("+"));
    return true;
  }

  bool term(std::vector<StepTerm>& terms) {
    skip_space();
    int count = 1;
    if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      const auto [end, error] =
          std::from_chars(text_.data() + at_, text_.data() + text_.size(), count);
      if (error != std::errc{} || count < 1 || count > max_count) {
        fail(fmt::format("a count must be a whole number from 1 to {}", max_count));
        return false;
      }
      at_ = static_cast<std::size_t>(end - text_.data());
      if (at_ < text_.size() && text_[at_] == '*') ++at_;
      skip_space();
    }
    const std::size_t begin = at_;
    while (is_name_character(at_)) ++at_;
    if (at_ == begin) {
      fail("a species is missing");
      return false;
    }
    const LocatedName species{std::string(text_.substr(begin, at_ - begin)), node_.where(begin)};
    const auto same = std::find_if(terms.begin(), terms.end(), [&](const StepTerm& other) {
      return other.species.value == species.value;
    });
    if (same != terms.end()) {
      same->count = std::min(same->count + count, max_count);
    } else {
      terms.push_back({species, count});
    }
    skip_space();
    return true;
  }

  bool is_name_character(std::size_t at) const {
    if (at >= text_.size()) return false;
    const char c = text_[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  bool take(std::string_view token) {
    skip_space();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  std::nullopt_t fail(const std::string& reason) {
    log_.error(node_.where(at_), fmt::format("{}: {}, as in 'A + B <-> 2 C'", what_, reason));
    return std::nullopt;
  }

  const YamlNode& node_;
  std::string_view text_;
  const std::string& what_;
  DiagnosticLog& log_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Equation> parse_equation(const YamlNode& node, const std::string& what,
                                       DiagnosticLog& log) {
  if (!node.is_scalar()) {
    log.error(node.where(), what + ": expected an equation, as in 'A + B <-> 2 C'");
    return std::nullopt;
  }
  return EquationParser(node, what, log).parse();
}

}  // namespace sigdyn::detail
