/// A look at raw text before an XML parser sees it.
#pragma once

#include <cstddef>
#include <string>

namespace sigdyn::detail {

/// libsbml recurses through elements; 2000 levels are far more than any formula has and far less
/// than the stack holds.
inline constexpr std::size_t max_element_depth = 2000;

/// Throws InputError if `text` is no UTF-8 text, defines a document type or entities, or has
/// elements nested too deeply.
void screen_text(const std::string& text, const std::string& file);

}  // namespace sigdyn::detail
