#include "base/write_text_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/diagnostic.hpp"
#include "base/flush_to_disk.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& part) {
  const int reason = errno;
  std::remove(part.c_str());
  throw IoError(path, "write", std::system_category().message(reason));
}

/// /dev/stdout -> /proc/self/fd/1 -> a file, a pipe, a terminal: some link on the way is in /proc.
bool names_an_open_file(fs::path path) {
  std::error_code error;
  for (int n_links = 0; n_links < 8 && fs::is_symlink(path, error); ++n_links) {
    const fs::path folder = fs::canonical(fs::absolute(path, error).parent_path(), error);
    if (error) return false;
    if (folder.native().starts_with("/proc/")) return true;
    path = folder / fs::read_symlink(path, error);
  }
  return false;
}

/// While it lives, writing to a pipe without reader fails in this thread instead of ending the
/// process.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipeSignal() {
    const timespec at_once{};
    while (!was_pending_ && sigtimedwait(&pipe_, nullptr, &at_once) == -1 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
  NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// 0, or the errno of what failed.
int write_through(const std::string& path, std::string_view text) {
  const NoBrokenPipeSignal guard;
  // What a redirected output holds already stays: the shell decided whether to empty it.
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  int reason = 0;
  while (!text.empty() && reason == 0) {
    const ssize_t n_written = ::write(descriptor, text.data(), text.size());
    if (n_written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n_written));
    } else if (errno != EINTR) {
      reason = errno;
    }
  }
  if (::close(descriptor) != 0 && reason == 0) reason = errno;
  return reason;
}

}  // namespace

bool is_written_through(const std::string& path) {
  std::error_code ignored;  // what cannot be looked at shows when it is written
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status) || fs::is_directory(status)) return false;
  return !fs::is_regular_file(status) || names_an_open_file(path);
}

void write_text_file(const std::string& path, std::string_view text) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) throw IoError(path, "write", "it is a directory");
  if (is_written_through(path)) {
    const int reason = write_through(path, text);
    if (reason != 0) throw IoError(path, "write", std::system_category().message(reason));
    return;
  }
  const std::string part = path + ".part";
  std::FILE* file = std::fopen(part.c_str(), "wb");
  if (file == nullptr) fail(path, part);
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool is_closed = std::fclose(file) == 0;
  if (!is_written || !is_closed) fail(path, part);
  flush_to_disk(part);
  if (std::rename(part.c_str(), path.c_str()) != 0) fail(path, part);
}

}  // namespace sigdyn
