#include "cli/text_table.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace sigdyn {
namespace {

/// Number of characters, not of bytes, of UTF-8 text.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool is_number_like(const std::string& text) {
  return text.empty() || text == "-" || text == "inf" ||
         std::isdigit(static_cast<unsigned char>(text.front())) != 0 ||
         (text.size() > 1 && (text.front() == '-' || text.front() == '<'));
}

struct Column {
  std::size_t width = 0;
  bool is_right = true;
};

std::string format_row(const std::vector<std::string>& cells, const std::vector<Column>& columns) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(columns[i].width - width_of(cells[i]), ' ');
    if (i > 0) line += "  ";
    line += columns[i].is_right ? padding + cells[i] : cells[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

}  // namespace

std::string format_table(const std::vector<std::string>& heading,
                         const std::vector<std::vector<std::string>>& rows) {
  std::vector<Column> columns(heading.size());
  for (std::size_t i = 0; i < heading.size(); ++i) {
    columns[i].width = width_of(heading[i]);
    for (const auto& row : rows) {
      columns[i].width = std::max(columns[i].width, width_of(row[i]));
      columns[i].is_right = columns[i].is_right && is_number_like(row[i]);
    }
  }
  std::string text = format_row(heading, columns);
  for (const auto& row : rows) text += format_row(row, columns);
  return text;
}

std::string format_number(double value) {
  return std::isnan(value) ? "-" : fmt::format("{:.4g}", value);
}

std::string format_duration(double seconds) {
  if (std::isnan(seconds)) return "-";
  const double size = std::abs(seconds);
  if (size >= 2 * 86400.0) return fmt::format("{:.3g} d", seconds / 86400.0);
  if (size >= 2 * 3600.0) return fmt::format("{:.3g} h", seconds / 3600.0);
  if (size >= 120.0) return fmt::format("{:.3g} min", seconds / 60.0);
  return fmt::format("{:.3g} s", seconds);
}

}  // namespace sigdyn
