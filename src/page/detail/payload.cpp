#include "page/detail/payload.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <random>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 section 4, fed byte by byte.
class Base64 {
 public:
  explicit Base64(std::string& out) : out_(out) {}

  void add(std::uint8_t byte) {
    group_[n_++] = byte;
    if (n_ == 3) flush();
  }

  void finish() {
    if (n_ == 0) return;
    const std::size_t n_digits = n_ + 1;
    while (n_ < 3) group_[n_++] = 0;
    flush();
    std::fill(out_.end() - static_cast<std::ptrdiff_t>(4 - n_digits), out_.end(), '=');
  }

 private:
  void flush() {
    const unsigned bits = (unsigned{group_[0]} << 16) | (unsigned{group_[1]} << 8) | group_[2];
    for (const unsigned shift : {18U, 12U, 6U, 0U}) {
      out_ += base64_digits[(bits >> shift) & 63U];
    }
    n_ = 0;
  }

  std::string& out_;
  std::array<std::uint8_t, 3> group_{};
  std::size_t n_ = 0;
};

template <class Bits>
void add_bits(Base64& out, Bits bits) {
  for (std::size_t i = 0; i < sizeof(Bits); ++i) out.add(static_cast<std::uint8_t>(bits >> 8 * i));
}

}  // namespace

void Payload::add(std::string_view name, std::span<const double> values, Precision precision) {
  const bool is_double = precision == Precision::full;
  html_ += fmt::format(R"(<script type="text/plain" id="array-{}" data-type="{}">)", name,
                       is_double ? "float64" : "float32");
  html_.reserve(html_.size() + values.size() * (is_double ? 8 : 4) * 4 / 3 + 64);
  Base64 out(html_);
  for (const double value : values) {
    if (is_double) {
      add_bits(out, std::bit_cast<std::uint64_t>(value));
    } else {
      add_bits(out, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    }
  }
  out.finish();
  html_ += "</script>\n";
}

std::string script_safe(std::string_view json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string html_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

namespace {

/// How many items may be kept, at which precision.
std::size_t most_items(std::size_t n_items, std::size_t values_per_item, std::size_t budget,
                       Precision& precision) {
  const std::size_t n_values = n_items * values_per_item;
  precision = n_values * 8 > budget ? Precision::single : Precision::full;
  if (n_values * 4 <= budget) return n_items;
  return std::max<std::size_t>(2, budget / (4 * values_per_item));
}

}  // namespace

Sampling fit_evenly(std::size_t n_items, std::size_t values_per_item, std::size_t budget) {
  Sampling sampling;
  const std::size_t most = most_items(n_items, values_per_item, budget, sampling.precision);
  sampling.stride = std::max<std::size_t>(1, (n_items + most - 1) / std::max<std::size_t>(most, 1));
  for (std::size_t i = 0; i < n_items; i += sampling.stride) sampling.items.push_back(i);
  if (n_items > 0 && sampling.items.back() != n_items - 1) sampling.items.push_back(n_items - 1);
  return sampling;
}

Sampling fit_randomly(std::size_t n_items, std::size_t values_per_item, std::size_t budget) {
  Sampling sampling;
  std::size_t missing = most_items(n_items, values_per_item, budget, sampling.precision);
  if (missing < n_items) sampling.stride = (n_items + missing - 1) / missing;
  std::mt19937_64 random(1);  // its numbers are laid down by the language: the same page every time
  // Selection sampling: Knuth (1997), The Art of Computer Programming 2, section 3.4.2, algorithm
  // S.
  for (std::size_t i = 0; i < n_items && missing > 0; ++i) {
    if (random() % (n_items - i) >= missing) continue;
    sampling.items.push_back(i);
    --missing;
  }
  return sampling;
}

}  // namespace sigdyn::detail
