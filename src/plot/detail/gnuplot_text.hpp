/// Names from a model as gnuplot takes them: text, never a command, a format or mark-up.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sigdyn::detail {

/// Letters of UTF-8 text.
std::size_t n_letters(std::string_view text);

/// Without control characters, and with '?' for what is not UTF-8. Text longer than `most` letters
/// loses its middle.
std::string plain_text(std::string_view text, std::size_t most = 1000);

/// In single quotes, in which gnuplot expands nothing. Mark-up is off for the whole terminal.
std::string quoted(std::string_view text);

/// The same for labels of ticks, where gnuplot would read % as a format.
std::string quoted_tick(std::string_view text);

/// A path for `set output`: never a pipe, which gnuplot takes a leading | for.
std::string quoted_path(std::string_view path);

/// Broken at blanks into lines of at most `width` letters, where a word is not longer.
std::string wrapped(std::string_view text, std::size_t width);

}  // namespace sigdyn::detail
