#include "cli/progress_line.hpp"

#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/text_table.hpp"

namespace sigdyn {

ProgressLine::ProgressLine(std::size_t n_pieces, std::string noun, Verbosity verbosity)
    : n_pieces_(n_pieces),
      noun_(std::move(noun)),
      is_quiet_(verbosity == Verbosity::quiet),
      is_terminal_(isatty(STDERR_FILENO) == 1) {
  // What is over within half a second needs no progress.
  next_show_ = start_ + (is_terminal_ ? std::chrono::milliseconds(500) : std::chrono::minutes(1));
}

ProgressLine::~ProgressLine() {
  if (is_shown_ && is_terminal_) print_message("\r\033[K");
}

void ProgressLine::finish_piece(bool has_failed) {
  ++n_finished_;
  if (has_failed) ++n_failed_;
  if (is_quiet_) return;
  const auto now = Clock::now();
  if (now >= next_show_) show(now);
}

void ProgressLine::show(Clock::time_point now) {
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(n_finished_) / elapsed;
  const double left = static_cast<double>(n_pieces_ - n_finished_) / rate;
  std::string line =
      fmt::format("{} of {} {}  {:.0f}%  {} {}/s", n_finished_, n_pieces_, noun_,
                  100.0 * static_cast<double>(n_finished_) / static_cast<double>(n_pieces_),
                  format_number(rate), noun_);
  if (n_failed_ > 0) line += fmt::format("  {} failed", n_failed_);
  line += fmt::format("  {} left", format_duration(left));
  print_message(is_terminal_ ? "\r\033[K" + line : line + "\n");
  is_shown_ = true;
  next_show_ = now + (is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::minutes(1));
}

}  // namespace sigdyn
