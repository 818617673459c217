#include "ode/symbolic_lu.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/contract.hpp"
#include "ode/detail/elimination_order.hpp"
#include "ode/integrator.hpp"

namespace sigdyn {
namespace {

constexpr std::uint64_t max_listed_terms = 100'000;  // 400 kB

using Rows = std::vector<std::vector<std::uint32_t>>;  // elimination steps, ascending

std::uint64_t count_multiply_adds(const Rows& rows) {
  std::vector<std::uint32_t> n_upper(rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto after = std::upper_bound(rows[k].begin(), rows[k].end(), k);
    n_upper[k] = static_cast<std::uint32_t>(rows[k].end() - after);
  }
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::uint32_t k : rows[i]) {
      if (k < i) n += n_upper[k];
    }
  }
  return n;
}

}  // namespace

SymbolicLu::SymbolicLu(const SparsityPattern& pattern)
    : SymbolicLu(pattern, *detail::eliminate(pattern, any_work)) {}

SymbolicLu::SymbolicLu(const SparsityPattern& pattern, detail::Elimination&& elimination) {
  order = std::move(elimination.order);
  std::vector<std::uint32_t> step_of(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) step_of[order[k]] = static_cast<std::uint32_t>(k);
  for (std::vector<std::uint32_t>& row : elimination.row) {
    for (std::uint32_t& state : row) state = step_of[state];
    std::sort(row.begin(), row.end());
  }
  n_multiply_adds_ = count_multiply_adds(elimination.row);
  const bool is_small = n_multiply_adds_ <= max_listed_terms;
  if (!is_small) fill_dense_block(elimination.row);
  lay_out(elimination.row);
  place(pattern, step_of);
  if (is_small && column.size() < 65536) list_terms();
}

/// The largest block that is at least 90 % full becomes full.
void SymbolicLu::fill_dense_block(Rows& rows) {
  const std::size_t n = rows.size();
  std::vector<std::size_t> n_entries(n, 0);  // by min(row, column)
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::uint32_t j : rows[i]) ++n_entries[std::min<std::size_t>(i, j)];
  }
  std::size_t inside = 0;
  for (std::size_t m = 1; m <= n; ++m) {
    inside += n_entries[n - m];
    if (m % 4 == 0 && static_cast<double>(inside) >= 0.9 * static_cast<double>(m * m)) n_dense = m;
  }
  for (std::size_t i = n - n_dense; i < n; ++i) {
    const auto first = static_cast<std::uint32_t>(n - n_dense);
    rows[i].erase(std::lower_bound(rows[i].begin(), rows[i].end(), first), rows[i].end());
    for (std::uint32_t j = first; j < n; ++j) rows[i].push_back(j);
  }
}

void SymbolicLu::lay_out(const Rows& rows) {
  row_start.push_back(0);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto at_diagonal = std::lower_bound(rows[k].begin(), rows[k].end(), k);
    SIGDYN_EXPECTS(at_diagonal != rows[k].end() && *at_diagonal == k);
    diagonal.push_back(row_start.back() +
                       static_cast<std::uint32_t>(at_diagonal - rows[k].begin()));
    column.insert(column.end(), rows[k].begin(), rows[k].end());
    row_start.push_back(static_cast<std::uint32_t>(column.size()));
  }
}

/// Where each entry of the Jacobian stands, and which positions none stands at.
void SymbolicLu::place(const SparsityPattern& pattern, const std::vector<std::uint32_t>& step_of) {
  std::vector<char> is_filled_in(column.size(), 1);
  jacobian_position.resize(pattern.column.size());
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::uint32_t k = step_of[i];
    for (std::uint32_t e = pattern.row_start[i]; e < pattern.row_start[i + 1]; ++e) {
      const auto begin = column.begin() + row_start[k];
      const auto end = column.begin() + row_start[k + 1];
      const auto found = std::lower_bound(begin, end, step_of[pattern.column[e]]);
      const auto position = static_cast<std::uint32_t>(found - column.begin());
      jacobian_position[e] = position;
      is_filled_in[position] = 0;
    }
  }
  for (std::size_t p = 0; p < column.size(); ++p) {
    if (is_filled_in[p] != 0) fill_position.push_back(static_cast<std::uint32_t>(p));
  }
}

void SymbolicLu::list_terms() {
  const std::size_t n = size();
  std::vector<std::uint32_t> position_in_row(n);
  std::vector<std::vector<std::uint16_t>> of_entry;
  for (std::size_t i = 0; i < n; ++i) {
    of_entry.assign(row_start[i + 1] - row_start[i], {});
    for (std::uint32_t p = row_start[i]; p < row_start[i + 1]; ++p) {
      position_in_row[column[p]] = p - row_start[i];
    }
    for (std::uint32_t p = row_start[i]; p < diagonal[i]; ++p) {
      const std::uint32_t k = column[p];
      for (std::uint32_t q = diagonal[k] + 1; q < row_start[k + 1]; ++q) {
        std::vector<std::uint16_t>& entry = of_entry[position_in_row[column[q]]];
        entry.push_back(static_cast<std::uint16_t>(p));
        entry.push_back(static_cast<std::uint16_t>(q));
      }
    }
    for (const std::vector<std::uint16_t>& entry : of_entry) {
      n_terms.push_back(static_cast<std::uint16_t>(entry.size() / 2));
      terms.insert(terms.end(), entry.begin(), entry.end());
    }
  }
}

std::shared_ptr<const SymbolicLu> analyse_pattern(const SparsityPattern& pattern,
                                                  std::uint64_t max_multiply_adds) {
  std::optional<detail::Elimination> elimination = detail::eliminate(pattern, max_multiply_adds);
  if (!elimination) return nullptr;
  return std::make_shared<const SymbolicLu>(pattern, std::move(*elimination));
}

}  // namespace sigdyn
