#include "cli/terminal.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/diagnostic.hpp"

namespace sigdyn {

void print_result(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) flush_results();
}

void print_message(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void flush_results() {
  const bool is_flushed = std::fflush(stdout) == 0;
  if (!is_flushed || std::ferror(stdout) != 0) {
    throw IoError("standard output", "write", std::system_category().message(errno));
  }
}

}  // namespace sigdyn
