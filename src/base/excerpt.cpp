#include "base/excerpt.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "base/text_file.hpp"

namespace sigdyn {
namespace {

constexpr std::size_t max_width = 96;  // of the part of a long line that is shown

/// Line `number` of `text`, counted from 1, without its end.
std::string_view line_of(std::string_view text, int number) {
  std::size_t begin = 0;
  for (int line = 1; line < number; ++line) {
    begin = text.find('\n', begin);
    if (begin == std::string_view::npos) return {};
    ++begin;
  }
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The line and under it the caret; control characters other than tabs become spaces.
std::string excerpt(std::string_view line, const SourceLocation& where) {
  std::size_t caret = where.column > 0 ? static_cast<std::size_t>(where.column - 1) : 0;
  std::string_view before;
  if (line.size() > max_width && caret > max_width / 2) {
    std::size_t begin = std::min(caret, line.size()) - max_width / 2;
    while (begin < line.size() && continues_character(line[begin])) ++begin;
    line.remove_prefix(begin);
    caret -= begin;
    before = "...";
  }
  std::size_t end = std::min(line.size(), max_width);
  while (end < line.size() && continues_character(line[end])) ++end;

  std::string shown(before);
  std::string pointer(before.size(), ' ');
  for (std::size_t i = 0; i < end; ++i) {
    const bool is_control = static_cast<unsigned char>(line[i]) < 0x20;
    shown += is_control && line[i] != '\t' ? ' ' : line[i];
    if (i < caret && !continues_character(line[i])) pointer += line[i] == '\t' ? '\t' : ' ';
  }
  if (end < line.size()) shown += "...";
  std::string text = fmt::format("{:5} | {}\n", where.line, shown);
  if (where.column > 0 && caret <= end) text += fmt::format("{:5} | {}^\n", "", pointer);
  return text;
}

std::string count(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace

std::string render(const std::vector<Diagnostic>& diagnostics, const TextOf& text_of) {
  std::map<std::string, std::optional<std::string>> texts;
  std::set<std::string> files;
  std::size_t n_errors = 0;
  std::size_t n_warnings = 0;
  std::string rendered;
  for (const Diagnostic& diagnostic : diagnostics) {
    const auto& where = diagnostic.where;
    rendered += to_string(diagnostic) + "\n";
    if (diagnostic.severity == Severity::error) ++n_errors;
    if (diagnostic.severity == Severity::warning) ++n_warnings;
    if (diagnostic.severity != Severity::note) files.insert(where.file);
    if (where.line <= 0) continue;
    if (!texts.contains(where.file)) texts[where.file] = text_of(where.file);
    const auto& text = texts[where.file];
    if (text) rendered += excerpt(line_of(*text, where.line), where);
  }
  if (n_errors + n_warnings == 0) return rendered;
  if (n_errors > 0) rendered += count(n_errors, "error");
  if (n_errors > 0 && n_warnings > 0) rendered += " and ";
  if (n_warnings > 0) rendered += count(n_warnings, "warning");
  rendered +=
      files.size() == 1 ? " in " + *files.begin() : fmt::format(" in {} files", files.size());
  return rendered + "\n";
}

std::string render(const std::vector<Diagnostic>& diagnostics) {
  return render(diagnostics, [](const std::string& file) -> std::optional<std::string> {
    try {
      return read_text_file(file);
    } catch (const std::runtime_error&) {  // the excerpt is a courtesy: the finding stands without
      return std::nullopt;
    }
  });
}

}  // namespace sigdyn
