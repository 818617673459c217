#include "sbml/detail/rehearsal.hpp"

#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <new>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sigdyn::detail {
namespace {

/// Address space of this process [bytes]; 0 if the system does not say. A sanitizer's is terabytes.
std::size_t address_space() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  std::size_t pages = 0;
  const bool is_read = std::fscanf(file, "%zu", &pages) == 1;
  std::fclose(file);
  return is_read ? pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void lower_limit(int resource, std::size_t value) {
  ::rlimit limit{};
  ::getrlimit(static_cast<__rlimit_resource>(resource), &limit);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > value) limit.rlim_cur = value;
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

void start_timer(int timer, double seconds) {
  ::itimerval value{};
  value.it_value.tv_sec = static_cast<::time_t>(std::floor(seconds));
  value.it_value.tv_usec = static_cast<::suseconds_t>(1e6 * (seconds - std::floor(seconds)));
  ::setitimer(static_cast<__itimer_which>(timer), &value, nullptr);
}

/// Signals end the child, whatever this process does about them.
void make_mortal() {
  ::sigset_t signals;
  sigemptyset(&signals);
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGPROF, SIGALRM}) {
    std::signal(signal, SIG_DFL);
    sigaddset(&signals, signal);
  }
  ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
}

[[noreturn]] void be_the_child(const std::function<void()>& work, const RehearsalLimits& limits,
                               int report) {
  make_mortal();
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) {
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  lower_limit(RLIMIT_CORE, 0);
  if (const std::size_t size = address_space(); size > 0) {
    lower_limit(RLIMIT_AS, size + limits.bytes);
  }
  start_timer(ITIMER_PROF, limits.seconds);
  start_timer(ITIMER_REAL, 10.0 * limits.seconds);  // a lock that a thread of the parent held
  try {
    work();
  } catch (const std::bad_alloc&) {
    ::_exit(1);
  } catch (...) {  // the parent will meet it too, and can report it
  }
  ::_exit(::write(report, "!", 1) == 1 ? 0 : 1);
}

/// Whether the child has reported its end; waits for that or for its death.
bool has_reported(int report) {
  char byte = 0;
  ::ssize_t n_read = 0;
  do {
    n_read = ::read(report, &byte, 1);
  } while (n_read < 0 && errno == EINTR);
  return n_read == 1;
}

/// The signal that ended the child, 0 if none did or where the system has thrown that away.
int signal_that_ended(::pid_t child) {
  int status = 0;
  ::pid_t waited = 0;
  do {
    waited = ::waitpid(child, &status, 0);
  } while (waited < 0 && errno == EINTR);
  return waited == child && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

RehearsalEnd rehearse(const std::function<void()>& work, const RehearsalLimits& limits) {
  std::array<int, 2> report{};
  if (::pipe2(report.data(), O_CLOEXEC) != 0) return RehearsalEnd::done;
  const ::pid_t child = ::fork();
  if (child == 0) {
    ::close(report[0]);
    be_the_child(work, limits, report[1]);
  }
  ::close(report[1]);
  const bool is_done = child < 0 || has_reported(report[0]);
  ::close(report[0]);
  const int signal = child < 0 ? 0 : signal_that_ended(child);
  if (is_done) return RehearsalEnd::done;
  return signal == SIGPROF || signal == SIGALRM ? RehearsalEnd::too_long : RehearsalEnd::crashed;
}

}  // namespace sigdyn::detail
