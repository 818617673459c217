#include "ode/detail/newton_matrix.hpp"

#include <algorithm>
#include <new>

#include <sunmatrix/sunmatrix_sparse.h>

#include "base/contract.hpp"

namespace sigdyn::detail {

NewtonMatrix::NewtonMatrix(const SparsityPattern& pattern, SUNContext context)
    : pattern_(&pattern), diagonal_(pattern.size()), jacobian_(pattern.column.size()) {
  const auto n = static_cast<sunindextype>(pattern.size());
  const auto n_nonzero = static_cast<sunindextype>(pattern.column.size());
  matrix_.reset(SUNSparseMatrix(n, n, n_nonzero, CSR_MAT, context));
  if (!matrix_) throw std::bad_alloc();

  std::copy(pattern.row_start.begin(), pattern.row_start.end(),
            SUNSparseMatrix_IndexPointers(matrix_.get()));
  std::copy(pattern.column.begin(), pattern.column.end(),
            SUNSparseMatrix_IndexValues(matrix_.get()));
  for (std::size_t i = 0; i < diagonal_.size(); ++i) {
    const auto begin = pattern.column.begin() + pattern.row_start[i];
    const auto end = pattern.column.begin() + pattern.row_start[i + 1];
    const auto place = std::lower_bound(begin, end, i);
    SIGDYN_EXPECTS(place != end && *place == i);
    diagonal_[i] = static_cast<std::size_t>(place - pattern.column.begin());
  }
}

void NewtonMatrix::update_jacobian(LaneSystem& system, double t, const double* y) {
  system.jacobian(&t, y, jacobian_.data());
}

void NewtonMatrix::assemble(double gamma) {
  double* values = SUNSparseMatrix_Data(matrix_.get());
  for (std::size_t k = 0; k < jacobian_.size(); ++k) values[k] = -gamma * jacobian_[k];
  for (const std::size_t k : diagonal_) values[k] += 1.0;
}

void NewtonMatrix::multiply_jacobian(const double* v, double* out) const {
  for (std::size_t i = 0; i < size(); ++i) {
    double sum = 0.0;
    for (std::size_t k = pattern_->row_start[i]; k < pattern_->row_start[i + 1]; ++k) {
      sum += jacobian_[k] * v[pattern_->column[k]];
    }
    out[i] = sum;
  }
}

std::span<const double> NewtonMatrix::values() const {
  return {SUNSparseMatrix_Data(matrix_.get()), n_nonzero()};
}

}  // namespace sigdyn::detail
