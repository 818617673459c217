#include "cli/progress_line.hpp"

#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/text_table.hpp"

namespace sigdyn {

ProgressLine::ProgressLine(std::size_t n_pieces, std::string noun, Verbosity verbosity,
                           ProgressForm form)
    : n_pieces_(n_pieces),
      noun_(std::move(noun)),
      is_quiet_(verbosity == Verbosity::quiet),
      form_(form),
      is_terminal_(form == ProgressForm::text && isatty(STDERR_FILENO) == 1) {
  // What is over within half a second needs no progress.
  next_show_ = start_ + (is_terminal_ ? std::chrono::milliseconds(500) : interval());
}

ProgressLine::~ProgressLine() {
  if (is_shown_ && is_terminal_) print_message("\r\033[K");
}

void ProgressLine::finish_piece(bool has_failed) {
  ++n_finished_;
  if (has_failed) ++n_failed_;
  if (is_quiet_) return;
  const auto now = Clock::now();
  if (now >= next_show_ || (form_ == ProgressForm::json && n_finished_ == n_pieces_)) show(now);
}

ProgressLine::Clock::duration ProgressLine::interval() const {
  if (is_terminal_) return std::chrono::milliseconds(200);
  return form_ == ProgressForm::json ? Clock::duration(std::chrono::seconds(1))
                                     : Clock::duration(std::chrono::minutes(1));
}

void ProgressLine::show(Clock::time_point now) {
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(n_finished_) / elapsed;
  const double left = static_cast<double>(n_pieces_ - n_finished_) / rate;
  print_message(is_terminal_ ? "\r\033[K" + line(rate, left) : line(rate, left) + "\n");
  is_shown_ = true;
  next_show_ = now + interval();
}

std::string ProgressLine::line(double rate, double left) const {
  if (form_ == ProgressForm::json) {
    return fmt::format(
        R"({{"finished": {}, "total": {}, "failed": {}, "rate": {:.6g}, "seconds_left": {:.6g}}})",
        n_finished_, n_pieces_, n_failed_, rate, left);
  }
  std::string text =
      fmt::format("{} of {} {}  {:.0f}%  {} {}/s", n_finished_, n_pieces_, noun_,
                  100.0 * static_cast<double>(n_finished_) / static_cast<double>(n_pieces_),
                  format_number(rate), noun_);
  if (n_failed_ > 0) text += fmt::format("  {} failed", n_failed_);
  return text + fmt::format("  {} left", format_duration(left));
}

}  // namespace sigdyn
