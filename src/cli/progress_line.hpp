/// Progress of work that consists of countable pieces, on stderr.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/terminal.hpp"

namespace sigdyn {

/// For people, or a JSON object per line and second for programs.
enum class ProgressForm { text, json };

/// "1240 of 10000 runs  12%  310 runs/s  2 failed  28 s left": five times a second on a terminal,
/// in place; a line a minute elsewhere. The rate is that of finished pieces; the time left follows
/// from it. Not for several threads at once.
class ProgressLine {
 public:
  ProgressLine(std::size_t n_pieces, std::string noun, Verbosity verbosity,
               ProgressForm form = ProgressForm::text);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void finish_piece(bool has_failed);

 private:
  using Clock = std::chrono::steady_clock;
  void show(Clock::time_point now);
  std::string line(double rate, double left) const;
  Clock::duration interval() const;

  std::size_t n_pieces_;
  std::string noun_;
  bool is_quiet_;
  ProgressForm form_;
  bool is_terminal_;
  bool is_shown_ = false;
  std::size_t n_finished_ = 0;
  std::size_t n_failed_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_show_;
};

}  // namespace sigdyn
