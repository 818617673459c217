#include "sbml/detail/squeeze.hpp"

#include <string_view>

#include "sbml/detail/markup.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_tag(std::string_view text, std::size_t open) {
  return open + 1 < text.size() && text[open + 1] != '!' && text[open + 1] != '?';
}

/// <a> </a>: the blanks are what the element holds.
bool is_content(std::string_view text, std::size_t open, std::size_t close, std::size_t next) {
  const bool is_start = text[open + 1] != '/' && text[close - 1] != '/';
  return is_start && next + 1 < text.size() && text[next + 1] == '/';
}

}  // namespace

std::string without_indentation(const std::string& text) {
  std::string squeezed;
  squeezed.reserve(text.size());
  std::size_t done = 0;  // what comes before is written
  std::size_t open = text.find('<');
  while (open != std::string::npos) {
    const std::size_t close = end_of_markup(text, open);
    if (close == std::string::npos) break;
    const std::size_t next = text.find_first_not_of(blanks, close + 1);
    if (next == std::string::npos) break;
    const bool is_gap = text[next] == '<' && next > close + 1 && is_tag(text, open) &&
                        is_tag(text, next) && !is_content(text, open, close, next);
    if (is_gap) {
      const std::size_t end_of_name = text.find_first_of(" \t\r\n/>", next + 2);
      if (end_of_name == std::string::npos) break;
      squeezed.append(text, done, close + 1 - done);
      squeezed.append(text, next, end_of_name - next);
      for (std::size_t i = close + 1; i < next; ++i) {
        if (text[i] == '\n') squeezed += '\n';
      }
      done = end_of_name;
    }
    open = text.find('<', next);
  }
  return squeezed.append(text, done);
}

}  // namespace sigdyn::detail
