#include "cli/output_file.hpp"

#include <filesystem>

#include "base/diagnostic.hpp"
#include "base/write_text_file.hpp"

namespace sigdyn {

void write_text_file(const std::string& path, std::string_view text, ExistingResult existing) {
  if (existing == ExistingResult::keep && std::filesystem::exists(path) &&
      !is_written_through(path)) {
    throw IoError(path, "write", "the file exists already (--force replaces it)");
  }
  write_text_file(path, text);
}

}  // namespace sigdyn
