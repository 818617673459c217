/// Columns of text under a heading, as wide as they need to be.
#pragma once

#include <string>
#include <vector>

namespace sigdyn {

/// Rows as long as the heading. A column is set flush right if all its cells below the heading
/// begin like numbers, flush left otherwise. Two spaces between columns; each line ends with '\n'.
std::string format_table(const std::vector<std::string>& heading,
                         const std::vector<std::vector<std::string>>& rows);

/// Four significant digits; "-" for NaN.
std::string format_number(double value);

/// A time as people say it: "12 s", "5 min", "2.5 h", "3 d".
std::string format_duration(double seconds);

}  // namespace sigdyn
