/// Where the program's words go: results to stdout, all else to stderr.
#pragma once

#include <string_view>

namespace sigdyn {

enum class Verbosity { quiet, normal, verbose };

/// To stdout, as it is.
void print_result(std::string_view text);

/// To stderr, as it is.
void print_message(std::string_view text);

/// Brings stdout to its reader. Throws IoError if that fails (a full disk behind a redirection).
void flush_results();

}  // namespace sigdyn
