#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "base/closest_match.hpp"

namespace sigdyn {
namespace {

constexpr int max_exponent = 9;    // of one symbol; no rate constant of mass action needs more
constexpr int max_nesting = 20;    // parentheses; keeps hostile input off the stack
constexpr int max_decimals = 200;  // powers of ten in one scale; within the range of a double

/// The scale of a unit as avogadro^a * 10^d * seconds, so that products of powers of ten stay exact
/// and "nM*s" and "uM*ms"-like spellings of one unit have one scale.
struct Factors {
  Dimension dimension;
  int avogadro = 0;
  int decimals = 0;
  int sixties = 0;  ///< powers of 60
  int days = 0;     ///< powers of 24
};

struct Known {
  std::string_view symbol;
  Factors factors;
};

constexpr std::array known_symbols{
    Known{"s", {time_dimension}},
    Known{"min", {time_dimension, 0, 0, 1}},
    Known{"h", {time_dimension, 0, 0, 2}},
    Known{"d", {time_dimension, 0, 0, 2, 1}},
    Known{"M", {concentration_dimension, 1, 0}},
    Known{"mM", {concentration_dimension, 1, -3}},
    Known{"uM", {concentration_dimension, 1, -6}},
    Known{"nM", {concentration_dimension, 1, -9}},
    Known{"pM", {concentration_dimension, 1, -12}},
    Known{"fM", {concentration_dimension, 1, -15}},
    Known{"mol", {amount_dimension, 1, 0}},
    Known{"mmol", {amount_dimension, 1, -3}},
    Known{"umol", {amount_dimension, 1, -6}},
    Known{"nmol", {amount_dimension, 1, -9}},
    Known{"pmol", {amount_dimension, 1, -12}},
    Known{"fmol", {amount_dimension, 1, -15}},
    Known{"molecules", {amount_dimension}},
    Known{"molecule", {amount_dimension}},
    Known{"L", {volume_dimension, 0, 0}},
    Known{"mL", {volume_dimension, 0, -3}},
    Known{"uL", {volume_dimension, 0, -6}},
    Known{"nL", {volume_dimension, 0, -9}},
    Known{"pL", {volume_dimension, 0, -12}},
    Known{"fL", {volume_dimension, 0, -15}},
    Known{"m", {{0, 0, 1}, 0, 1}},
    Known{"dm", {{0, 0, 1}, 0, 0}},
    Known{"cm", {{0, 0, 1}, 0, -1}},
    Known{"mm", {{0, 0, 1}, 0, -2}},
    Known{"um", {{0, 0, 1}, 0, -5}},
    Known{"nm", {{0, 0, 1}, 0, -8}},
    Known{"1", {}},
};

Factors power(const Factors& f, int n) {
  return {{f.dimension.time * n, f.dimension.amount * n, f.dimension.length * n},
          f.avogadro * n,
          f.decimals * n,
          f.sixties * n,
          f.days * n};
}

Factors operator*(const Factors& a, const Factors& b) {
  return {a.dimension * b.dimension, a.avogadro + b.avogadro, a.decimals + b.decimals,
          a.sixties + b.sixties, a.days + b.days};
}

double whole_power(double base, int n) {
  double result = 1.0;
  for (int i = 0; i < std::abs(n); ++i) result *= base;
  return result;
}

double scale_of(const Factors& f) {
  // The constant as a whole number times 10^15: every M..fM is then rounded at most once.
  const int decimals = f.decimals + 15 * f.avogadro;
  double up = 1.0;
  double down = 1.0;
  (f.avogadro >= 0 ? up : down) *= whole_power(602214076.0, f.avogadro);
  (f.sixties >= 0 ? up : down) *= whole_power(60.0, f.sixties);
  (f.days >= 0 ? up : down) *= whole_power(24.0, f.days);
  (decimals >= 0 ? up : down) *= whole_power(10.0, decimals);
  return up / down;
}

/// Recursive descent over  product := power (('*' | '/') power)*,  power := primary ['^' integer].
class UnitParser {
 public:
  explicit UnitParser(std::string_view text) : text_(text) {}

  std::optional<Factors> parse() {
    auto result = product(0);
    skip_space();
    if (result && at_ < text_.size()) {
      return fail("unexpected '" + std::string(text_.substr(at_)) + "'");
    }
    return result;
  }

  const std::string& reason() const { return reason_; }

 private:
  std::optional<Factors> product(int depth) {
    if (depth > max_nesting) return fail("too many nested parentheses");
    auto result = factor(depth);
    while (result) {
      skip_space();
      if (at_ == text_.size() || (text_[at_] != '*' && text_[at_] != '/')) break;
      const int sign = text_[at_++] == '*' ? 1 : -1;
      const auto next = factor(depth);
      if (!next) return std::nullopt;
      result = *result * power(*next, sign);
      if (std::abs(result->decimals) > max_decimals || std::abs(result->avogadro) > max_exponent) {
        return fail("too high a power");
      }
    }
    return result;
  }

  std::optional<Factors> factor(int depth) {
    skip_space();
    std::optional<Factors> base;
    if (at_ < text_.size() && text_[at_] == '(') {
      ++at_;
      base = product(depth + 1);
      if (!base) return std::nullopt;
      skip_space();
      if (at_ == text_.size() || text_[at_] != ')') return fail("missing ')'");
      ++at_;
    } else {
      base = symbol();
    }
    skip_space();
    if (!base || at_ == text_.size() || text_[at_] != '^') return base;
    ++at_;
    skip_space();
    int exponent = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), exponent);
    if (error != std::errc{} || std::abs(exponent) > max_exponent) {
      return fail("'^' needs a whole number from -9 to 9 after it");
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    return power(*base, exponent);
  }

  std::optional<Factors> symbol() {
    const std::size_t begin = at_;
    if (at_ < text_.size() && text_[at_] == '1') {
      ++at_;
    } else {
      while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    }
    const std::string word = with_plain_micro(text_.substr(begin, at_ - begin));
    if (word.empty()) {
      return fail(at_ == text_.size() ? "a unit symbol is missing at the end"
                                      : "unexpected '" + std::string(text_.substr(at_)) + "'");
    }
    const auto* found = std::find_if(known_symbols.begin(), known_symbols.end(),
                                     [&](const Known& known) { return known.symbol == word; });
    if (found != known_symbols.end()) return found->factors;
    std::vector<std::string> symbols;
    symbols.reserve(known_symbols.size());
    for (const Known& known : known_symbols) symbols.emplace_back(known.symbol);
    return fail("unknown unit '" + word + "'" + suggestion(word, symbols));
  }

  /// Bytes above 127 count as letters: the micro sign is one.
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) > 127;
  }

  /// The micro sign (U+00B5) and the Greek mu (U+03BC) read as 'u'.
  static std::string with_plain_micro(std::string_view word) {
    for (const std::string_view micro : {"\xC2\xB5", "\xCE\xBC"}) {
      if (word.substr(0, 2) == micro) return "u" + std::string(word.substr(2));
    }
    return std::string(word);
  }

  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  std::nullopt_t fail(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string reason_;
};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

void append_factor(std::string& product, std::string_view name, int exponent) {
  if (exponent == 0) return;
  if (!product.empty()) product += '*';
  product += name;
  if (exponent > 1) product += "^" + std::to_string(exponent);
}

}  // namespace

Dimension operator*(Dimension a, Dimension b) {
  return {a.time + b.time, a.amount + b.amount, a.length + b.length};
}

Dimension operator/(Dimension a, Dimension b) {
  return {a.time - b.time, a.amount - b.amount, a.length - b.length};
}

std::string to_string(Dimension dimension) {
  int length = dimension.length;
  int amount = dimension.amount;
  // Amounts and opposite volumes are spoken of as concentrations, as far as they pair.
  int concentration = 0;
  while (amount * length < 0 && std::abs(length) >= 3) {
    const int sign = amount > 0 ? 1 : -1;
    concentration += sign;
    amount -= sign;
    length += 3 * sign;
  }
  const int volume = length % 3 == 0 ? length / 3 : 0;
  const int area = volume == 0 && length % 2 == 0 ? length / 2 : 0;
  if (volume != 0 || area != 0) length = 0;
  std::string above;
  std::string below;
  const std::array<std::pair<const char*, int>, 6> factors{{{"concentration", concentration},
                                                            {"amount", amount},
                                                            {"volume", volume},
                                                            {"area", area},
                                                            {"length", length},
                                                            {"time", dimension.time}}};
  for (const auto& [name, exponent] : factors) {
    append_factor(exponent > 0 ? above : below, name, std::abs(exponent));
  }
  if (above.empty()) above = "1";
  if (below.empty()) return above;
  return above + "/" + (below.find('*') == std::string::npos ? below : "(" + below + ")");
}

std::optional<Unit> parse_unit(std::string_view text, std::string* reason) {
  const std::string_view written = trimmed(text);
  UnitParser parser(written);
  const auto factors = parser.parse();
  if (!factors) {
    if (reason != nullptr) *reason = parser.reason();
    return std::nullopt;
  }
  return Unit{std::string(written), factors->dimension, scale_of(*factors)};
}

std::optional<Quantity> parse_quantity(std::string_view text, std::string* reason) {
  const std::string_view written = trimmed(text);
  const auto fail = [&](std::string why) {
    if (reason != nullptr) *reason = std::move(why);
    return std::nullopt;
  };
  Quantity quantity;
  const char* const end = written.data() + written.size();
  // from_chars takes no plus sign.
  const char* const begin = written.data() + (written.substr(0, 1) == "+" ? 1 : 0);
  const auto [rest, error] = std::from_chars(begin, end, quantity.value);
  if (error == std::errc::result_out_of_range) return fail("the number is out of range");
  if (error != std::errc{}) {
    return fail("'" + std::string(written) + "' is not a number with a unit, such as '3.3 nM'");
  }
  if (!std::isfinite(quantity.value)) return fail("the number is not finite");
  const std::string_view unit =
      trimmed(written.substr(static_cast<std::size_t>(rest - written.data())));
  if (unit.empty()) return quantity;
  const auto parsed = parse_unit(unit, reason);
  if (!parsed) return std::nullopt;
  quantity.unit = *parsed;
  return quantity;
}

}  // namespace sigdyn
