/// Work that may end the process, done first in a copy of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace sigdyn::detail {

struct RehearsalLimits {
  double seconds = 0.0;   ///< of processor time; in all it may take ten times as long
  std::size_t bytes = 0;  ///< of memory, beside what the process has
};

enum class RehearsalEnd : std::uint8_t {
  done,     ///< the work came to its end, be it by an exception
  crashed,  ///< a signal or the limit of memory ended it
  too_long
};

/// Does `work` in a forked child, which writes nothing to the terminal and ends with it; nothing in
/// this process changes. `work` should start no threads: where this process has some, the child is
/// one of a copy in which they stand still. If the system has no process to give, `work` counts as
/// done.
RehearsalEnd rehearse(const std::function<void()>& work, const RehearsalLimits& limits);

}  // namespace sigdyn::detail
