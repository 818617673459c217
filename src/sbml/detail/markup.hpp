/// Where a piece of XML markup ends.
#pragma once

#include <cstddef>
#include <string_view>

namespace sigdyn::detail {

/// The last character of the markup that begins at `open`: of a comment, CDATA section or
/// processing instruction by its own marks, of anything else its first '>'. npos if it has no end.
std::size_t end_of_markup(std::string_view text, std::size_t open);

}  // namespace sigdyn::detail
