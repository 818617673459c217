/// Incomplete LU factorisation without fill, ILU(0): the preconditioner of cvode_gmres.
///
/// L and U keep the pattern of M; what would fall outside it is dropped.
/// Source: Saad (2003), Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 10.4.
#pragma once

#include <span>
#include <vector>

#include "ode/sparsity_pattern.hpp"

namespace sigdyn::detail {

class IncompleteLu {
 public:
  /// `pattern` must outlive this object; `diagonal` [n] are the positions of the diagonal in it.
  IncompleteLu(const SparsityPattern& pattern, std::span<const std::size_t> diagonal);

  /// False if a pivot is zero or not finite.
  [[nodiscard]] bool factorise(std::span<const double> values);

  /// x = U^-1 L^-1 b; x and b may be the same.
  void solve(const double* b, double* x) const;

 private:
  const SparsityPattern* pattern_;
  std::span<const std::size_t> diagonal_;
  std::vector<double> values_;         ///< L (unit diagonal left out) and U in one
  std::vector<double> inverse_pivot_;  ///< [n]
  std::vector<std::size_t> position_;  ///< [n] scratch: where a column stands in the present row
};

}  // namespace sigdyn::detail
