#include "sbml/detail/screen.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/text_file.hpp"
#include "sbml/detail/markup.hpp"

namespace sigdyn::detail {
namespace {

[[noreturn]] void refuse(std::string_view text, std::size_t position, const std::string& file,
                         std::string message) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(position);
  const int line = 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
  throw InputError({{Severity::error, {file, line, 0}, std::move(message)}});
}

void check_depth(std::string_view text, const std::string& file) {
  std::size_t depth = 0;
  for (std::size_t open = text.find('<'); open != std::string_view::npos;
       open = text.find('<', open)) {
    const std::size_t close = end_of_markup(text, open);
    if (close == std::string_view::npos) return;  // cut off: the parser says so
    const char kind = open + 1 < text.size() ? text[open + 1] : '\0';
    if (kind == '/') {
      if (depth > 0) --depth;
    } else if (kind != '!' && kind != '?' && text[close - 1] != '/') {
      if (++depth > max_element_depth) {
        refuse(text, open, file,
               fmt::format("elements are nested {} deep (at most {} are read)", depth,
                           max_element_depth));
      }
    }
    open = close;
  }
}

}  // namespace

void screen_text(const std::string& text, const std::string& file) {
  if (auto problem = find_text_problem(file, text)) throw InputError({std::move(*problem)});
  for (const std::string_view forbidden : {"<!ENTITY", "<!DOCTYPE"}) {
    const std::size_t found = text.find(forbidden);
    if (found == std::string_view::npos) continue;
    refuse(text, found, file,
           fmt::format("has '{}' (SBML has no document type, and entities can fill the memory)",
                       forbidden));
  }
  check_depth(text, file);
}

}  // namespace sigdyn::detail
