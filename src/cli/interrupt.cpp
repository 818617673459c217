#include "cli/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace sigdyn {
namespace {

// A signal handler can reach nothing but a global.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void remember(int signal) {
  interrupted.store(true);
  if (signal == SIGINT) std::signal(SIGINT, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) std::signal(signal, remember);
}

bool is_interrupted() {
  return interrupted.load();
}

}  // namespace sigdyn
