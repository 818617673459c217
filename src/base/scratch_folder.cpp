#include "base/scratch_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/diagnostic.hpp"

namespace sigdyn {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder(std::string_view purpose) {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  if (error) throw IoError("the folder for temporary files (TMPDIR)", "find", error.message());
  std::string name = (parent / "sigdyn-").string();
  name.append(purpose).append("-XXXXXX");
  if (::mkdtemp(name.data()) == nullptr) {
    throw IoError(name, "make", std::generic_category().message(errno));
  }
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // nothing can be done about it here
  fs::remove_all(path_, ignored);
}

}  // namespace sigdyn
