/// Where a square Jacobian can be non-zero, in compressed sparse row form.
#pragma once

#include <cstdint>
#include <vector>

namespace sigdyn {

struct SparsityPattern {
  std::vector<std::uint32_t> row_start;  ///< [n + 1]
  std::vector<std::uint32_t> column;     ///< [n_nonzero], ascending within a row
  std::size_t size() const { return row_start.empty() ? 0 : row_start.size() - 1; }
};

}  // namespace sigdyn
