#include "store/detail/ensemble_quantiles.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// Entries [first, first + count) of each row of the array `source`: columns over the members.
struct ColumnGroup {
  std::string source;
  std::size_t first = 0;
  QuantileSelector selector;
  std::size_t count = 0;
};

/// Reads all blocks as often as the selectors want.
void select(std::span<const StoredBlock> blocks, std::span<const MemberRows> rows,
            std::vector<ColumnGroup>& groups) {
  for (unsigned pass = 0; pass < QuantileSelector::n_passes; ++pass) {
    std::optional<ResultReader> reader;
    std::size_t open = blocks.size();
    for (const MemberRows& piece : rows) {
      if (piece.block != open) reader.emplace(blocks[open = piece.block].path);
      for (ColumnGroup& group : groups) {
        const auto values = reader->reals(group.source, {piece.first_row, piece.n_rows});
        const std::size_t row_size = values.size() / piece.n_rows;
        for (std::size_t row = 0; row < piece.n_rows; ++row) {
          const double* begin = &values[row * row_size + group.first];
          for (std::size_t i = 0; i < group.count; ++i) group.selector.add(i, begin[i]);
        }
      }
    }
    for (ColumnGroup& group : groups) group.selector.end_pass();
  }
}

/// The columns of all arrays, in batches of at most `n_at_once`.
std::vector<std::vector<ColumnGroup>> make_batches(const ResultSchema& schema,
                                                   const ResultReader& model,
                                                   const std::vector<double>& probabilities,
                                                   std::size_t n_at_once) {
  std::vector<std::vector<ColumnGroup>> batches;
  std::size_t room = 0;
  for (const Variable& variable : schema.variables) {
    const std::string source = source_of(variable.name);
    if (source.empty()) continue;
    const std::vector<std::size_t>& shape = model.array(source).shape;
    std::size_t n_columns = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) n_columns *= shape[axis];
    for (std::size_t first = 0; first < n_columns;) {
      if (room == 0) {
        batches.emplace_back();
        room = n_at_once;
      }
      const std::size_t count = std::min(room, n_columns - first);
      batches.back().push_back({source, first, QuantileSelector(probabilities, 0), count});
      room -= count;
      first += count;
    }
  }
  return batches;
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
  auto batches = make_batches(schema, ResultReader(blocks.front().path), *probabilities, n_at_once);
  std::map<std::string, std::vector<double>> quantiles;  // by source, [column][probability]
  for (std::vector<ColumnGroup>& batch : batches) {
    for (ColumnGroup& group : batch) group.selector = {*probabilities, group.count};
    select(blocks, rows, batch);
    for (const ColumnGroup& group : batch) {
      for (std::size_t i = 0; i < group.count; ++i) {
        for (std::size_t p = 0; p < probabilities->size(); ++p) {
          quantiles[group.source].push_back(group.selector.quantile(i, p));
        }
      }
    }
    batch.clear();
  }
  for (const Variable& variable : schema.variables) {
    const auto found = quantiles.find(source_of(variable.name));
    if (found == quantiles.end()) continue;
    const std::size_t n_columns = found->second.size() / probabilities->size();
    std::vector<double> values;  // [probability][column]
    for (std::size_t p = 0; p < probabilities->size(); ++p) {
      for (std::size_t i = 0; i < n_columns; ++i) {
        values.push_back(found->second[i * probabilities->size() + p]);
      }
    }
    writer.write(variable.name, values);
  }
}

}  // namespace sigdyn::detail
