/// Reading a file the user wrote, whole and within bounds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/diagnostic.hpp"

namespace sigdyn {

/// The largest text file that is read: a model of a million lines is well below it.
inline constexpr std::size_t max_text_file_size = std::size_t{16} << 20;

/// Nothing wrong: empty. Otherwise why `text` is not what a person writes: it is empty, holds a NUL
/// byte, or is not UTF-8; with the line of the first bad byte.
std::optional<Diagnostic> find_text_problem(const std::string& path, const std::string& text);

/// The content of a text file without a byte order mark. Reads at most `limit` bytes + 1.
/// Throws IoError if it cannot be read or is a directory; InputError if it is larger than `limit`,
/// empty, or no UTF-8 text.
std::string read_text_file(const std::string& path, std::size_t limit = max_text_file_size);

}  // namespace sigdyn
