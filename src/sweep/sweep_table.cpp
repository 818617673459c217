#include "sweep/sweep_table.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace sigdyn {
namespace {

struct Cell {
  std::string text;
  SourceLocation where;
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\"");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\"") - first + 1));
}

std::vector<Cell> split_row(std::string_view row, const FileName& file, int line) {
  std::vector<Cell> cells;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(row.find(',', begin), row.size());
    cells.push_back(
        {trimmed(row.substr(begin, end - begin)), {file, line, static_cast<int>(begin) + 1}});
    if (end == row.size()) return cells;
    begin = end + 1;
  }
}

/// A column before its values are read.
struct Column {
  VaryEntry entry;
  bool is_relative = false;
  Unit unit;
};

Column read_header(const Cell& cell, DiagnosticLog& log) {
  Column column;
  const auto open = cell.text.find('[');
  column.entry.target = {trimmed(cell.text.substr(0, open)), cell.where};
  if (column.entry.target.value.empty())
    log.error(cell.where, "a column has no name in the header");
  if (open == std::string::npos) return column;
  const std::string unit = trimmed(cell.text.substr(open + 1, cell.text.rfind(']') - open - 1));
  column.is_relative = unit == "x";
  if (column.is_relative) return column;
  std::string reason;
  const auto parsed = parse_unit(unit, &reason);
  if (parsed) {
    column.unit = *parsed;
  } else {
    log.error(cell.where, fmt::format("column '{}': {}", column.entry.target.value, reason));
  }
  return column;
}

void read_value(const Cell& cell, Column& column, DiagnosticLog& log) {
  double value = 0.0;
  const char* end = cell.text.data() + cell.text.size();
  const auto result = std::from_chars(cell.text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(value)) {
    log.error(cell.where, fmt::format("'{}' in column '{}' is no finite number", cell.text,
                                      column.entry.target.value));
    return;
  }
  column.entry.values.push_back({{column.is_relative, {value, column.unit}}, cell.where});
}

}  // namespace

std::vector<VaryEntry> parse_sweep_table(const std::string& text, const FileName& file,
                                         DiagnosticLog& log) {
  std::vector<Column> columns;
  std::string_view rest = text;
  for (int line = 1; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view row = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (trimmed(row).empty() || trimmed(row).front() == '#') continue;

    const std::vector<Cell> cells = split_row(row, file, line);
    if (columns.empty()) {
      for (const Cell& cell : cells) columns.push_back(read_header(cell, log));
      continue;
    }
    if (cells.size() != columns.size()) {
      log.error({file, line, 1}, fmt::format("the row has {} cells where the header has {}",
                                             cells.size(), columns.size()));
      continue;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) read_value(cells[i], columns[i], log);
  }

  std::vector<VaryEntry> entries;
  for (Column& column : columns) entries.push_back(std::move(column.entry));
  if (entries.empty() || entries.front().values.empty()) {
    log.error({file, 0, 0}, "the table has no members (a header and at least one row are needed)");
  }
  return entries;
}

}  // namespace sigdyn
