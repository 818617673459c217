/// CVODE as an expert would call it, built by build_sundials: what our integrators are measured
/// against. Lives in a shared library of its own, so that its SUNDIALS and the product's do not
/// meet.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "ode/lane_system.hpp"

namespace sigdyn::bench {

enum class BaselineSolver : std::uint8_t {
  klu,       ///< sparse direct, AMD ordering, analytic Jacobian
  dense,     ///< SUNDIALS' dense LU, analytic Jacobian
  gmres,     ///< Krylov without preconditioner, Jacobian products by difference quotients
  gmres_ilu  ///< Krylov with incomplete LU of the analytic Jacobian
};

struct BaselineCounts {
  long n_steps = 0;
  long n_rhs = 0;
  long n_decompositions = 0;
};

class BaselineCvode {
 public:
  virtual ~BaselineCvode() = default;

  /// From y_begin at t_begin through all output times; out [n_times][n]. Error weights are
  /// rtol |y_i| + atol_i. False if CVODE gave up.
  virtual bool solve(double t_begin, const double* y_begin, std::span<const double> output_times,
                     double rtol, const double* atol, double* out, BaselineCounts* counts) = 0;
};

/// `system` is scalar and outlives the baseline.
[[gnu::visibility("default")]] std::unique_ptr<BaselineCvode> make_baseline(LaneSystem& system,
                                                                            BaselineSolver solver);

}  // namespace sigdyn::bench
