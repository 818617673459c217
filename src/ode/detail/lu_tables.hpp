/// A SymbolicLu laid out for the lane arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ode/detail/lane_ops.hpp"
#include "ode/symbolic_lu.hpp"

namespace sigdyn::detail {

/// Refers to `lu`, which must outlive it.
class LuTables {
 public:
  explicit LuTables(const SymbolicLu& lu);

  LuView view() const;
  std::size_t n_work() const { return lu_.size(); }  ///< work elements, of W doubles each

 private:
  const SymbolicLu& lu_;
  std::vector<std::uint32_t> state_of_entry_;
};

}  // namespace sigdyn::detail
