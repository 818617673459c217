#include "base/write_text_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/diagnostic.hpp"
#include "base/flush_to_disk.hpp"

namespace sigdyn {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& part) {
  const int reason = errno;
  std::remove(part.c_str());
  throw IoError(path, "write", std::system_category().message(reason));
}

}  // namespace

void write_text_file(const std::string& path, std::string_view text) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw IoError(path, "write", "it is no regular file");
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
