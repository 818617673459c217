#include "store/detail/ensemble_quantiles.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "results/reader.hpp"
#include "store/detail/quantile_selector.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t most_memory = std::size_t{64} << 20;
constexpr std::string_view summary_prefix = "summary_";
constexpr std::string_view quantile_prefix = "quantiles_";
constexpr std::string_view time_courses = "observables";

/// What the quantiles in `variable` are quantiles of; empty if it holds none.
std::string source_of(const std::string& variable) {
  if (!variable.starts_with(quantile_prefix)) return {};
  const std::string of = variable.substr(quantile_prefix.size());
  return of == time_courses ? of : std::string(summary_prefix) + of;
}

const std::vector<double>* probabilities_of(const ResultSchema& schema) {
  for (const Axis& axis : schema.axes) {
    if (axis.name == quantile_axis) return std::get_if<std::vector<double>>(&axis.labels);
  }
  return nullptr;
}

/// Entries [first, first + count) of each row of an array, which are columns over the members.
struct ColumnGroup {
  std::string source;
  std::size_t first = 0;
  std::size_t count = 0;
};

QuantileSelector select(std::span<const StoredBlock> blocks, std::span<const MemberRows> rows,
                        const ColumnGroup& group, const std::vector<double>& probabilities) {
  QuantileSelector selector(probabilities, group.count);
  for (unsigned pass = 0; pass < QuantileSelector::n_passes; ++pass) {
    std::optional<ResultReader> reader;
    std::size_t open = blocks.size();
    for (const MemberRows& piece : rows) {
      if (piece.block != open) reader.emplace(blocks[open = piece.block].path);
      const auto values = reader->reals(group.source, {piece.first_row, piece.n_rows});
      const std::size_t row_size = values.size() / piece.n_rows;
      for (std::size_t row = 0; row < piece.n_rows; ++row) {
        const double* begin = &values[row * row_size + group.first];
        for (std::size_t i = 0; i < group.count; ++i) selector.add(i, begin[i]);
      }
    }
    selector.end_pass();
  }
  return selector;
}

}  // namespace

void add_quantile_variables(ResultSchema& schema) {
  if (probabilities_of(schema) == nullptr) return;
  const std::size_t n_variables = schema.variables.size();
  for (std::size_t i = 0; i < n_variables; ++i) {
    Variable variable = schema.variables[i];
    const bool is_summary = variable.name.starts_with(summary_prefix);
    if (!is_summary && variable.name != time_courses) continue;
    variable.name =
        std::string(quantile_prefix) + variable.name.substr(is_summary ? summary_prefix.size() : 0);
    variable.long_name = "quantiles over the members: " + variable.long_name;
    variable.axes.front() = quantile_axis;
    variable.is_virtual = false;
    schema.variables.push_back(std::move(variable));
  }
}

void write_quantiles(std::span<const StoredBlock> blocks, std::span<const MemberRows> rows,
                     const ResultSchema& schema, ResultWriter& writer) {
  const std::vector<double>* probabilities = probabilities_of(schema);
  if (probabilities == nullptr) return;
  const std::size_t n_at_once =
      std::max<std::size_t>(1, most_memory / QuantileSelector::column_bytes(probabilities->size()));
  const ResultReader model(blocks.front().path);
  for (const Variable& variable : schema.variables) {
    const std::string source = source_of(variable.name);
    if (source.empty()) continue;
    std::size_t n_columns = 1;
    const std::vector<std::size_t>& shape = model.array(source).shape;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) n_columns *= shape[axis];
    std::vector<double> quantiles(probabilities->size() * n_columns);
    for (std::size_t first = 0; first < n_columns; first += n_at_once) {
      const ColumnGroup group{source, first, std::min(n_at_once, n_columns - first)};
      const QuantileSelector selector = select(blocks, rows, group, *probabilities);
      for (std::size_t p = 0; p < probabilities->size(); ++p) {
        for (std::size_t i = 0; i < group.count; ++i) {
          quantiles[p * n_columns + first + i] = selector.quantile(i, p);
        }
      }
    }
    writer.write(variable.name, quantiles);
  }
}

}  // namespace sigdyn::detail
