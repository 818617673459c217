/// An XML text without what only a reader of the text needs.
#pragma once

#include <string>

namespace sigdyn::detail {

/// The text without blanks between one tag and the next: libsbml, which makes an object of each
/// such gap, then reads a model a third faster. Line breaks move into the tag that follows, behind
/// its name, so that elements stay on their lines; columns change. Gaps before comments, CDATA
/// sections and processing instructions stay.
std::string without_indentation(const std::string& text);

}  // namespace sigdyn::detail
