/// Text in aligned columns.
#pragma once

#include <string>
#include <vector>

namespace sigdyn::detail {

/// Rows as lines, each column as wide as its widest cell, two spaces between; the first row is the
/// head. Width counts characters, not bytes. Empty if there is no row but the head.
std::string columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace sigdyn::detail
