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

/// Places of `work` of WrittenLu::factor, [size][W].
struct WrittenLuWork {
  explicit WrittenLuWork(std::size_t n)
      : pivots(n), minus_one(2 * n), diagonal(2 * n + 1), size(2 * n + 2) {}
  std::size_t before = 0;  ///< [n] out: diagonal entries before elimination
  std::size_t pivots;      ///< [n] out
  std::size_t minus_one;   ///< in: -1
  std::size_t diagonal;    ///< in: 1 / (h gamma)
  std::size_t size;
};

/// Places of the input of WrittenLu::solve, [size][W].
struct WrittenSolveInput {
  explicit WrittenSolveInput(std::size_t n) : sum(n), inverse_h(2 * n), size(2 * n + 1) {}
  std::size_t f = 0;      ///< [n]
  std::size_t sum;        ///< [n]
  std::size_t inverse_h;  ///< of each lane
  std::size_t size;
};

/// Empty functions where the factors are too large, or the instruction set or system has no written
/// code: whether there is code does not depend on W.
///
/// It is J - diagonal I that is decomposed, with negative multipliers and minus the reciprocal
/// pivots: then everything is a sum, products are never subtracted, and values are read as they
/// stand. Rounding knows no sign, so the bits are those of diagonal I - J.
struct WrittenLu {
  /// (jacobian, lu, work)
  LaneFunction factor;
  /// (lu, x, input): x = (diagonal I - J)^-1 (f + sum inverse_h).
  LaneFunction solve;
};

WrittenLu write_lu(const SymbolicLu& lu, Isa isa, std::size_t lanes);

}  // namespace sigdyn::detail
