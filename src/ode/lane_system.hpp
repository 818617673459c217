/// The contract between integrators and what they integrate: W independent ODE systems of one
/// structure, side by side.
///
/// Arrays over lanes are structures of arrays: element i of lane l stands at [i * W + l], aligned
/// to one row of lanes (8 W bytes). W is 1 (scalar), 4 or 8. Every operation on lane l reads and
/// writes lane l only and is done in the same order for every W, so that a lane's result has the
/// same bits whatever W is and whatever its neighbours hold (within one instruction set).
#pragma once

#include <cstddef>

#include "ode/sparsity_pattern.hpp"

namespace sigdyn {

/// One object serves one thread; the immutable tables behind it may be shared.
class LaneSystem {
 public:
  virtual ~LaneSystem() = default;

  virtual std::size_t size() const = 0;   ///< number of states n
  virtual std::size_t lanes() const = 0;  ///< W

  /// dydt [n][W] = f(t, y), with t [W]. Lanes without a task hold finite filler values.
  virtual void rhs(const double* t, const double* y, double* dydt) = 0;

  /// The structure of df/dy, always with a full diagonal.
  virtual const SparsityPattern& jacobian_pattern() const = 0;

  /// values [n_nonzero][W] = df/dy at (t, y), in the order of jacobian_pattern().
  virtual void jacobian(const double* t, const double* y, double* values) = 0;

  /// False if f does not read t: then time_derivative() is zero and is not called.
  virtual bool depends_on_time() const = 0;

  /// dfdt [n][W] = partial derivative of f with respect to t.
  virtual void time_derivative(const double* t, const double* y, double* dfdt) = 0;
};

}  // namespace sigdyn
