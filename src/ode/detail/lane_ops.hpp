/// The arithmetic of the lane integrators, compiled once per instruction set and width: tables of
/// plain functions, so that everything else is ordinary code.
///
/// Arrays over states are [n][W], 64-byte aligned; arrays over lanes are [W]. Each function treats
/// lane l alone, in one fixed order of operations for every W.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sigdyn::detail {

/// A SymbolicLu as raw pointers. `state` is, per stored entry, the state its column stands for.
struct LuView {
  std::size_t n;
  std::size_t n_jacobian;
  std::size_t n_fill;
  std::size_t n_dense;
  const std::uint32_t* order;
  const std::uint32_t* row_start;
  const std::uint32_t* diagonal;
  const std::uint32_t* column;
  const std::uint32_t* state;
  const std::uint32_t* jacobian_position;
  const std::uint32_t* fill_position;
  const std::uint32_t* dense_row;  ///< [n_dense] position of the first entry of the dense block
  const std::uint16_t* n_terms;    ///< null: no term lists
  const std::uint16_t* terms;
};

/// Weighted sums over the stages u[0..m-1] [n][W] of a Rosenbrock step.
struct StageSums {
  std::size_t n;
  std::size_t m;  ///< 1 .. 7
  const double* const* u;
  const double* a;  ///< [m] coefficients of `point`; null: point = base + u[m - 1]
  const double* c;  ///< [m] coefficients of `sum`
  const double* base;
  double* point;  ///< base + sum a_j u_j
  double* sum;    ///< sum c_j u_j
};

/// Right-hand side of one stage: f + sum * inverse_h.
struct StageSystem {
  const double* f;
  const double* sum;
  const double* inverse_h;  ///< [W]
};

struct ErrorTest {
  std::size_t n;
  const double* error;  ///< estimated error of each state
  const double* y;      ///< at the beginning of the step
  const double* y_new;
  const double* atol;
  double rtol;
};

/// One stage of a three-term recurrence; `before` is overwritten with the new point:
/// now + kappa (now - before) + h_mu f where is_active, now elsewhere.
struct RecurrenceStage {
  std::size_t n;
  const double* is_active;  ///< [W] not 0: yes
  const double* h_mu;       ///< [W]
  const double* kappa;      ///< [W]
  const double* f;
  const double* now;
  double* before;
};

/// out = base + sum over j < m of weight_j v_j; base may be null (zero). 1 <= m <= 5.
struct Combination {
  std::size_t n;
  std::size_t m;
  const double* base;
  const double* const* v;
  const double* weight;  ///< [m][W]
  double* out;
};

/// h times a sum over the stages v[0..m-1] of an explicit step, 1 <= m <= 6:
/// out = base + h sum a_j v_j; base may be null (zero).
struct ExplicitStage {
  std::size_t n;
  std::size_t m;
  const double* const* v;
  const double* a;  ///< [m]
  const double* h;  ///< [W]
  const double* base;
  double* out;
};

struct LaneOps {
  /// lu = factors of diagonal * I - J, reciprocal pivots on the diagonal. work [n][W]. smallest [W]
  /// is the least |pivot| / |entry before elimination|: cancellation that a smaller step would
  /// cure.
  void (*factor)(const LuView& lu_view, const double* jacobian, const double* diagonal, double* lu,
                 double* work, double* smallest);
  /// x = (L U)^-1 (right-hand side); x must differ from all inputs.
  void (*solve)(const LuView& lu_view, const double* lu, const StageSystem& system, double* x);
  /// smallest [W] as of factor(), from the diagonals before elimination [n][W] and the pivots
  void (*least_pivot)(std::size_t n, const double* before, const double* pivots, double* smallest);
  void (*stage_sums)(const StageSums& sums);
  /// sum[i] = a[i] + b[i]
  void (*add)(std::size_t n, const double* a, const double* b, double* sum);
  /// mean_square [W] = mean over i of (error_i / (atol_i + rtol max(|y_i|, |y_new_i|)))^2
  void (*error_mean_square)(const ErrorTest& test, double* mean_square);
  /// k[r] = sum_j h[r][j] u[j], for the 3 polynomials of dense output over 8 stages
  void (*dense_coefficients)(std::size_t n, const double* const* u, const double* const* h,
                             double* const* k);
  void (*recurrence)(const RecurrenceStage& stage);
  void (*combine)(const Combination& combination);
  void (*explicit_stage)(const ExplicitStage& stage);
  /// In one pass: stage.out, 6 stages without base, is the error of the test; eigenvalue [W] is the
  /// square of |v_5 - v_4| / |y_new - last_point| in the error norm, where v_4 is f at last_point
  /// and v_5 f at y_new.
  void (*explicit_error)(const ExplicitStage& stage, const ErrorTest& test,
                         const double* last_point, double* mean_square, double* eigenvalue);
  /// target = a - b in lanes where mask [W] is not 0
  void (*difference)(std::size_t n, const double* mask, const double* a, const double* b,
                     double* target);
  /// sum [W] = sum over i of a_i^2
  void (*square_sum)(std::size_t n, const double* a, double* sum);
  /// target[i] = source[i] in lanes where mask [W] is not 0
  void (*copy_lanes)(std::size_t n, const double* mask, const double* source, double* target);
};

/// W in {1, 4, 8}; in the instruction set current_isa().
const LaneOps& lane_ops(std::size_t lanes);

/// One table per width 1, 4, 8.
extern const LaneOps lane_ops_sse2[3];
extern const LaneOps lane_ops_avx2[3];
extern const LaneOps lane_ops_avx512[3];

}  // namespace sigdyn::detail
