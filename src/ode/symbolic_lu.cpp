#include "ode/symbolic_lu.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "ode/detail/elimination_order.hpp"
#include "ode/integrator.hpp"

namespace sigdyn {
namespace {

constexpr std::uint64_t max_listed_terms = 100'000;  // 400 kB

}  // namespace

SymbolicLu::SymbolicLu(const SparsityPattern& pattern) {
  const std::size_t n = pattern.size();
  detail::Elimination elimination = detail::eliminate(pattern);
  order = std::move(elimination.order);
  std::vector<std::uint32_t> step_of(n);
  for (std::size_t k = 0; k < n; ++k) step_of[order[k]] = static_cast<std::uint32_t>(k);

  row_start.push_back(0);
  for (std::size_t k = 0; k < n; ++k) {
    std::vector<std::uint32_t>& row = elimination.row[k];
    for (std::uint32_t& state : row) state = step_of[state];
    std::sort(row.begin(), row.end());
    const auto at_diagonal = std::lower_bound(row.begin(), row.end(), k);
    SIGDYN_EXPECTS(at_diagonal != row.end() && *at_diagonal == k);
    diagonal.push_back(row_start.back() + static_cast<std::uint32_t>(at_diagonal - row.begin()));
    column.insert(column.end(), row.begin(), row.end());
    row_start.push_back(static_cast<std::uint32_t>(column.size()));
    row = {};
  }

  std::vector<char> is_filled_in(column.size(), 1);
  jacobian_position.resize(pattern.column.size());
  for (std::size_t i = 0; i < n; ++i) {
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
  for (std::size_t i = 0; i < n; ++i) {
    for (std::uint32_t p = row_start[i]; p < diagonal[i]; ++p) {
      const std::uint32_t k = column[p];
      n_multiply_adds_ += row_start[k + 1] - diagonal[k] - 1;
    }
  }
  if (column.size() < 65536 && n_multiply_adds_ <= max_listed_terms) list_terms();
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

std::shared_ptr<const SymbolicLu> analyse_pattern(const SparsityPattern& pattern) {
  return std::make_shared<const SymbolicLu>(pattern);
}

}  // namespace sigdyn
