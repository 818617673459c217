#include "plot/detail/gnuplot_text.hpp"

#include <algorithm>

#include "base/text_file.hpp"

namespace sigdyn::detail {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Byte at which the letter of this number begins.
std::size_t byte_of(std::string_view text, std::size_t letter) {
  std::size_t at = 0;
  while (at < text.size() && (letter > 0 || is_continuation(text[at]))) {
    if (!is_continuation(text[at])) --letter;
    ++at;
    while (at < text.size() && is_continuation(text[at])) ++at;
  }
  return at;
}

}  // namespace

std::size_t n_letters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string plain_text(std::string_view text, std::size_t most) {
  std::string plain(text);
  for (char& c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
  if (find_text_problem("", "x" + plain)) {
    for (char& c : plain) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
  }
  const std::size_t n = n_letters(plain);
  if (n <= most || most < 3) return plain;
  const std::size_t head = (most - 1) / 2;
  const std::size_t tail = most - 1 - head;
  return plain.substr(0, byte_of(plain, head)) + "\xE2\x80\xA6" +
         plain.substr(byte_of(plain, n - tail));
}

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : plain_text(text)) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

std::string quoted_tick(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '%' ? std::string("%%") : std::string(1, c);
  return quoted(escaped);
}

std::string quoted_path(std::string_view path) {
  return quoted(path.starts_with('/') ? std::string(path) : "./" + std::string(path));
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string lines;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t length = n_letters(word);
    const bool fits = column == 0 || column + 1 + length <= width;
    if (column > 0) lines += fits ? ' ' : '\n';
    lines += word;
    column = fits && column > 0 ? column + 1 + length : length;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace sigdyn::detail
