#include "base/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace sigdyn {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Bytes of the UTF-8 character at `at`; 0 if it is malformed.
/// Source: The Unicode Standard 15, table 3-7.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool is_overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool is_surrogate = lead == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool is_overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool is_too_high = lead == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !is_overlong && !is_too_high ? 4 : 0;
  }
  return 0;
}

/// Whether the eight bytes at `at` are ASCII without a zero: files of many megabytes are all but
/// wholly made of these.
bool is_plain_word(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  if (at + sizeof word > text.size()) return false;
  std::memcpy(&word, text.data() + at, sizeof word);
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highest = 0x8080808080808080;
  return ((word | (word - ones)) & highest) == 0;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::optional<Diagnostic> find_text_problem(const std::string& path, const std::string& text) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Diagnostic{Severity::error, {path}, "the file is empty"};
  }
  const auto line_at = [&](std::size_t at) {
    return 1 + static_cast<int>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  };
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain_word(text, at)) {
      at += sizeof(std::uint64_t);
      continue;
    }
    if (text[at] == '\0') {
      return Diagnostic{
          Severity::error, {path, line_at(at)}, "not a text file (it holds a zero byte)"};
    }
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      return Diagnostic{
          Severity::error,
          {path, line_at(at)},
          fmt::format("not UTF-8 text (byte 0x{:02X} is out of place), is it a binary file?",
                      static_cast<unsigned char>(text[at]))};
    }
    at += length;
  }
  return std::nullopt;
}

std::string read_text_file(const std::string& path, std::size_t limit) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path, "read", "it is a directory");
  errno = 0;
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) throw IoError(path, "open", std::strerror(errno));
  std::string text;
  std::string block(std::size_t{1} << 16, '\0');
  while (text.size() <= limit) {
    const std::size_t n = std::fread(block.data(), 1, block.size(), file.get());
    text.append(block, 0, n);
    if (n < block.size()) break;
  }
  if (std::ferror(file.get()) != 0) throw IoError(path, "read", std::strerror(errno));
  if (text.size() > limit) {
    throw InputError({{Severity::error,
                       {path},
                       fmt::format("the file is too large (the limit is {} MB)", limit >> 20)}});
  }
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  if (auto problem = find_text_problem(path, text)) throw InputError({*std::move(problem)});
  return text;
}

}  // namespace sigdyn
