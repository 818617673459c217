/// The matrix M = I - gamma J of the BDF corrector, in compressed rows over the Jacobian's pattern.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <sundials/sundials_context.h>
#include <sundials/sundials_matrix.h>

#include "ode/detail/sundials_handle.hpp"
#include "ode/lane_system.hpp"

namespace sigdyn::detail {

class NewtonMatrix {
 public:
  NewtonMatrix(const SparsityPattern& pattern, SUNContext context);

  /// Computes J at (t, y) and keeps it.
  void update_jacobian(LaneSystem& system, double t, const double* y);

  /// M = I - gamma J with the J kept.
  void assemble(double gamma);

  /// out = J v with the J kept.
  void multiply_jacobian(const double* v, double* out) const;

  std::size_t size() const { return diagonal_.size(); }
  std::size_t n_nonzero() const { return jacobian_.size(); }
  /// CSR arrays of M; the structure never changes.
  std::span<const std::size_t> diagonal() const { return diagonal_; }
  const SparsityPattern& pattern() const { return *pattern_; }
  std::span<const double> values() const;
  SUNMatrix handle() const { return matrix_.get(); }

 private:
  const SparsityPattern* pattern_;
  std::vector<std::size_t> diagonal_;  ///< [n] position of M_ii among the values
  std::vector<double> jacobian_;       ///< [n_nonzero] [1/time]
  Owned<SUNMatrix> matrix_;
};

}  // namespace sigdyn::detail
