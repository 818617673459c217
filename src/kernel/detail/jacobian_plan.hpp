/// What each non-zero of the Jacobian is the sum of.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/detail/flux_plan.hpp"
#include "kernel/detail/lowering.hpp"
#include "kernel/detail/place.hpp"
#include "ode/sparsity_pattern.hpp"

namespace sigdyn::detail {

/// coefficient * prod of states; a static expression where there are none.
struct JacobianProduct {
  ExpressionId coefficient;
  std::vector<std::uint32_t> factors;
};

/// count * rate, where the rate is a sum that the right-hand side shares.
struct JacobianRate {
  std::uint32_t rate = 0;
  double count = 0.0;
};

/// count * root, a derivative of a source.
struct JacobianRoot {
  std::uint32_t root = 0;  ///< index into JacobianPlan::roots
  double count = 0.0;
};

struct JacobianEntry {
  std::vector<JacobianProduct> products;
  std::vector<JacobianRate> rates;
  std::vector<JacobianRoot> roots;
};

struct JacobianPlan {
  SparsityPattern pattern;             ///< with a full diagonal
  std::vector<JacobianEntry> entries;  ///< one per non-zero, in the order of the pattern
  std::vector<ExpressionId> roots;     ///< dynamic expressions
};

/// Adds the derivatives of sources, and coefficients with their signs, to the graph.
JacobianPlan plan_jacobian(Lowering& lowering, const FluxPlan& fluxes);

}  // namespace sigdyn::detail
