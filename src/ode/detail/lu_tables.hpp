/// A SymbolicLu laid out for the lane arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ode/detail/lane_ops.hpp"
#include "ode/symbolic_lu.hpp"

namespace sigdyn::detail {

/// Refers to `lu`, which must outlive it. Neither copied nor moved: the view points into it.
class LuTables {
 public:
  explicit LuTables(const SymbolicLu& lu);
  LuTables(const LuTables&) = delete;
  LuTables& operator=(const LuTables&) = delete;

  const LuView& view() const { return view_; }
  /// Work elements of W doubles each: one row, and the diagonal of the dense block.
  std::size_t n_work() const { return lu_.size() + lu_.n_dense; }

 private:
  const SymbolicLu& lu_;
  std::vector<std::uint32_t> state_of_entry_;
  std::vector<std::uint32_t> dense_row_;
  LuView view_{};
};

}  // namespace sigdyn::detail
