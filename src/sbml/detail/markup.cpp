#include "sbml/detail/markup.hpp"

#include <array>

namespace sigdyn::detail {

std::size_t end_of_markup(std::string_view text, std::size_t open) {
  struct Section {
    std::string_view begin, end;
  };
  static constexpr std::array<Section, 3> sections{
      {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}};
  for (const Section& section : sections) {
    if (text.substr(open, section.begin.size()) != section.begin) continue;
    const std::size_t end = text.find(section.end, open + section.begin.size());
    return end == std::string_view::npos ? end : end + section.end.size() - 1;
  }
  return text.find('>', open);
}

}  // namespace sigdyn::detail
