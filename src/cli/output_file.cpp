#include "cli/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/diagnostic.hpp"

namespace sigdyn {
namespace {

[[noreturn]] void fail(const std::string& path) {
  const int reason = errno;
  std::remove((path + ".part").c_str());
  throw IoError(path, "write", std::system_category().message(reason));
}

}  // namespace

void write_text_file(const std::string& path, std::string_view text, ExistingResult existing) {
  if (existing == ExistingResult::keep && std::filesystem::exists(path)) {
    throw IoError(path, "write", "the file exists already (--force replaces it)");
  }
  const std::string part = path + ".part";
  std::FILE* file = std::fopen(part.c_str(), "wb");
  if (file == nullptr) fail(path);
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool is_closed = std::fclose(file) == 0;
  if (!is_written || !is_closed) fail(path);
  if (std::rename(part.c_str(), path.c_str()) != 0) fail(path);
}

}  // namespace sigdyn
