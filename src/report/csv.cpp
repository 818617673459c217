#include "report/csv.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sigdyn {
namespace {

constexpr std::size_t values_per_block = std::size_t{1} << 17;

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

std::string with_unit(const std::string& name, const std::string& unit) {
  const bool is_shown = unit != "1" && !unit.empty() && unit.find(' ') == std::string::npos;
  return is_shown ? name + " [" + unit + "]" : name;
}

/// The entries of any array as text.
std::vector<std::string> as_texts(const ResultReader& result, const StoredArray& array, Rows rows) {
  if (array.type == "text") return result.texts(array.name, rows);
  std::vector<std::string> texts;
  if (array.type == "integer") {
    for (const auto value : result.integers(array.name, rows)) {
      const auto flag = static_cast<std::size_t>(value);
      texts.push_back(flag < array.flags.size() ? array.flags[flag] : std::to_string(value));
    }
    return texts;
  }
  for (const double value : result.reals(array.name, rows)) texts.push_back(csv_number(value));
  return texts;
}

/// Names of the last axis, if its entries become columns.
std::vector<std::string> column_names(const ResultReader& result, const StoredArray& array) {
  if (array.axes.size() < 2) return {};
  const StoredArray& axis = result.array(array.axes.back());
  if (axis.type != "text") return {};
  std::vector<std::string> names = result.texts(axis.name);
  const std::string units_name = axis.name + "_units";
  const bool has_own_units = array.units.starts_with("see ") && result.has(units_name);
  const auto units = has_own_units ? result.texts(units_name) : std::vector<std::string>{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = with_unit(names[i], has_own_units ? units[i] : array.units);
  }
  return names;
}

/// Counts through the row axes like an odometer.
class RowLabels {
 public:
  RowLabels(const ResultReader& result, const std::vector<std::string>& axes) {
    for (const std::string& name : axes)
      labels_.push_back(as_texts(result, result.array(name), {}));
    position_.assign(axes.size(), 0);
  }

  std::vector<std::string> next() {
    std::vector<std::string> row;
    for (std::size_t i = 0; i < labels_.size(); ++i) row.push_back(labels_[i][position_[i]]);
    for (std::size_t i = labels_.size(); i-- > 0;) {
      if (++position_[i] < labels_[i].size()) break;
      position_[i] = 0;
    }
    return row;
  }

 private:
  std::vector<std::vector<std::string>> labels_;
  std::vector<std::size_t> position_;
};

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i > 0 ? "," : "") + quoted(fields[i]);
  return line + "\n";
}

std::string csv_number(double value) {
  return std::isnan(value) ? "NaN" : fmt::format("{}", value);
}

void write_csv(const ResultReader& result, const std::string& name, const TextSink& sink) {
  const StoredArray& array = result.array(name);
  const std::vector<std::string> columns = column_names(result, array);
  std::vector<std::string> row_axes = array.axes;
  if (!columns.empty()) row_axes.pop_back();
  if (row_axes.size() == 1 && row_axes.front() == name) row_axes.clear();  // an axis itself

  std::vector<std::string> heading;
  for (const std::string& axis : row_axes) {
    heading.push_back(with_unit(axis, result.array(axis).units));
  }
  if (columns.empty()) heading.push_back(with_unit(name, array.units));
  heading.insert(heading.end(), columns.begin(), columns.end());
  sink(csv_line(heading));

  const std::size_t width = columns.empty() ? 1 : columns.size();
  std::size_t row_size = 1;
  for (std::size_t i = 1; i < array.shape.size(); ++i) row_size *= array.shape[i];
  const std::size_t n_rows = array.shape.empty() ? 1 : array.shape.front();
  const std::size_t block =
      std::max<std::size_t>(1, values_per_block / std::max<std::size_t>(row_size, 1));
  RowLabels labels(result, row_axes);
  for (std::size_t first = 0; first < n_rows; first += block) {
    const auto values = as_texts(result, array, {.first = first, .count = block});
    for (std::size_t i = 0; i + width <= values.size(); i += width) {
      std::vector<std::string> fields = labels.next();
      fields.insert(fields.end(), values.begin() + static_cast<std::ptrdiff_t>(i),
                    values.begin() + static_cast<std::ptrdiff_t>(i + width));
      sink(csv_line(fields));
    }
  }
}

}  // namespace sigdyn
