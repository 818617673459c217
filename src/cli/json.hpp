/// JSON as the program writes it.
#pragma once

#include <string>
#include <string_view>

namespace sigdyn {

/// With quotes and escapes.
std::string json_string(std::string_view text);

/// null for NaN and infinities, which JSON lacks; else the shortest decimal that reads back the
/// same.
std::string json_number(double value);

}  // namespace sigdyn
