#include "plot/run_gnuplot.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/diagnostic.hpp"
#include "base/scratch_folder.hpp"

namespace sigdyn {
namespace fs = std::filesystem;
namespace {

std::string reason_of(int error) {
  return std::system_category().message(error);
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Where both streams of the child go, what it runs, where.
struct SpawnActions {
  posix_spawn_file_actions_t actions{};

  SpawnActions(const fs::path& folder, const fs::path& messages) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, messages.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
};

pid_t start(const ScratchFolder& folder) {
  const SpawnActions spawn(folder.path(), folder / "messages");
  std::array<std::string, 3> words{"gnuplot", "--default-settings", "script.gp"};
  std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, "gnuplot", &spawn.actions, nullptr, arguments.data(), environ);
  if (error == ENOENT) {
    throw IoError("gnuplot", "start",
                  "it is not installed, and it draws the figures (apt-get install gnuplot-nox; "
                  "--script FILE keeps the script for another machine)");
  }
  if (error != 0) throw IoError("gnuplot", "start", reason_of(error));
  return child;
}

}  // namespace

std::string run_gnuplot(const std::string& script, const std::string& output) {
  const ScratchFolder folder("plot");
  {
    std::ofstream file(folder / "script.gp", std::ios::binary);
    file << script << std::flush;
    if (!file) throw IoError(folder / "script.gp", "write", reason_of(errno));
  }
  const pid_t child = start(folder);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw IoError("gnuplot", "wait for", reason_of(errno));
  }
  std::string image = content_of(folder / output);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || image.empty()) {
    std::string said = content_of(folder / "messages");
    for (char& c : said) c = c == '\n' ? ' ' : c;
    throw IoError("gnuplot", "draw", said.empty() ? "it ended without a figure" : said);
  }
  return image;
}

}  // namespace sigdyn
