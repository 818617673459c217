/// JSON as the program writes it.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sigdyn {

/// With quotes and escapes.
std::string json_string(std::string_view text);

/// null for NaN and infinities, which JSON lacks; else the shortest decimal that reads back the
/// same.
std::string json_number(double value);

/// [a,b] of texts that are JSON already; of plain texts, as strings.
std::string json_array(std::span<const std::string> items);
std::string json_strings(std::span<const std::string> texts);

/// {"name":value,...}: values are JSON already.
std::string json_object(std::initializer_list<std::pair<std::string_view, std::string>> fields);

}  // namespace sigdyn
