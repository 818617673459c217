/// Reference data that does not come with the project: folder `shared` beside the source tree, or
/// where the environment variable SIGDYN_SHARED says.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace sigdyn {

/// The path of a file or folder in it, if it is there.
inline std::optional<std::string> shared_data(const std::string& path) {
  const char* root = std::getenv("SIGDYN_SHARED");
  const std::string full = (root != nullptr ? root : SIGDYN_ROOT "/../shared") + ("/" + path);
  if (!std::filesystem::exists(full)) return std::nullopt;
  return full;
}

}  // namespace sigdyn

/// Ends the test case, visibly: ctest shows it as skipped (SKIP_REGULAR_EXPRESSION "skipped:").
#define SIGDYN_SKIP(reason)      \
  do {                           \
    WARN("skipped: " << reason); \
    return;                      \
  } while (false)
