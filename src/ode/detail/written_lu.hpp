/// Decomposition and triangular solves of a small LU as straight-line machine code.
///
/// Below some 70 states loops over positions cost more than the arithmetic. The operations and
/// their order are those of lane_lu.hpp.
#pragma once

#include <cstddef>

#include "base/isa.hpp"
#include "base/lane_code.hpp"
#include "ode/symbolic_lu.hpp"

namespace sigdyn::detail {

/// Empty functions where the factors are too large, or the instruction set or system has no written
/// code: whether there is code does not depend on W.
struct WrittenLu {
  /// (jacobian, lu, work): lu = factors of diagonal * I - J, reciprocal pivots on the diagonal.
  /// work [2 + 2 n][W] holds ones and `diagonal` in its first two elements; the n diagonals before
  /// elimination and the n pivots follow.
  LaneFunction factor;
  /// (lu, x, unused): x = (L U)^-1 x.
  LaneFunction solve;
};

WrittenLu write_lu(const SymbolicLu& lu, Isa isa, std::size_t lanes);

}  // namespace sigdyn::detail
