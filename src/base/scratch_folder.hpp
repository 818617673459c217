/// A folder for files that nobody needs afterwards.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sigdyn {

/// Makes `sigdyn-<purpose>-XXXXXX` where the system keeps temporary files (TMPDIR, else /tmp);
/// removes it, with all that is in it, when it goes. Throws IoError if it cannot be made.
class ScratchFolder {
 public:
  explicit ScratchFolder(std::string_view purpose);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace sigdyn
