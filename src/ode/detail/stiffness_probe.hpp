/// How stiff a system is over a window of time, found without integrating it accurately.
#pragma once

#include <vector>

#include "ode/lane_client.hpp"
#include "ode/lane_system.hpp"

namespace sigdyn::detail {

struct StiffnessProbe {
  double spectral_radius = 0.0;  ///< the largest met in the window [1/time]
  bool saw_whole_window = true;  ///< false if the walk was given up as too stiff or not finite
  std::size_t n_rhs = 0;
};

/// Spectral radius of the Jacobian at the start of `task` and at eight later times, spaced
/// geometrically up to `span`, that a first-order stabilised Runge-Kutta-Chebyshev method walks
/// through. The walk ends early once spectral_radius * span exceeds `give_up` or 1e7, where ROCK4
/// would need some 3e5 right-hand sides.
///
/// Power iteration with the analytic Jacobian in states scaled by task.error_scale; estimates are
/// raised by 15 % because iteration approaches the radius from below.
/// Source: Sommeijer, Shampine & Verwer (1998), J. Comput. Appl. Math. 88:315-326,
/// doi:10.1016/S0377-0427(97)00219-7 (RKC, here its first-order formula with damping 0.05).
/// Cost: nine Jacobians, each worth some 30 products with it, and at most some 2
/// sqrt(spectral_radius * span) right-hand sides, a few percent of what ROCK4 would take.
StiffnessProbe probe_stiffness(LaneSystem& system, const LaneTask& task, double span,
                               double give_up);

}  // namespace sigdyn::detail
