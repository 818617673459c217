/// The spectral radius of the Jacobian by nonlinear power iteration, for each lane on its own.
///
/// v <- y + delta d / |d|, d <- f(v) - f(y), radius = |d| / delta; from the last direction found.
/// Source: Sommeijer, Shampine & Verwer (1998), J. Comput. Appl. Math. 88:315-326,
/// doi:10.1016/S0377-0427(97)00219-7 (RKC), whose safety factor it uses.
#pragma once

#include <cstddef>
#include <span>

#include "base/aligned_vector.hpp"
#include "ode/detail/lane_ops.hpp"
#include "ode/detail/lane_state.hpp"
#include "ode/lane_system.hpp"

namespace sigdyn::detail {

class SpectralRadius {
 public:
  explicit SpectralRadius(LaneSystem& system);

  /// Starts lane `lane` afresh from a direction with a part of every state, of random size and sign
  /// and in proportion to scale [n][W]; f itself may lie in a subspace that the fast states are not
  /// in.
  void forget(std::size_t lane, const AlignedVector& scale);

  /// Updates the lanes listed. Cost: some right-hand sides, counted in their stats.
  void estimate(LaneState& state, std::span<const std::size_t> wanted);

  /// An upper bound with safety factor.
  double operator[](std::size_t lane) const { return radius_[lane]; }

 private:
  LaneSystem& system_;
  const LaneOps& ops_;
  AlignedVector direction_;  // [n][W]
  AlignedVector point_;
  AlignedVector f_;
  AlignedVector radius_;  // [W]
  AlignedVector length_;  // of the perturbation
  AlignedVector norm_;
  AlignedVector is_active_;
  AlignedVector last_;
};

}  // namespace sigdyn::detail
