#include "ode/detail/rock4_base.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace sigdyn::detail {
namespace {

/// Steps for which one estimate of the spectral radius serves, as in RKC (Sommeijer, Shampine &
/// Verwer 1998, J. Comput. Appl. Math. 88:315-326, doi:10.1016/S0377-0427(97)00219-7).
constexpr std::int64_t steps_per_estimate = 25;

}  // namespace

Rock4Base::Rock4Base(LaneSystem& system)
    : n_(system.size()),
      lanes_(system.lanes()),
      degree_(lanes_, &rock4_degrees().front()),
      radius_(system),
      estimates_(lanes_) {}

void Rock4Base::prepare(LaneState& state) {
  wanted_.clear();
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    if (state.begins[lane] == 0) continue;
    Estimate& estimate = estimates_[lane];
    const SolverStats& stats = state.stats[lane];
    const std::int64_t age = stats.n_steps - estimate.at_step;
    const bool was_rejected = stats.n_rejected > estimate.n_rejected;
    estimate.n_rejected = stats.n_rejected;
    if (estimate.at_step >= 0 && age < steps_per_estimate && !(was_rejected && age > 0)) continue;
    if (estimate.at_step < 0) radius_.forget(lane, state.atol);
    estimate.at_step = stats.n_steps;
    wanted_.push_back(lane);
  }
  if (!wanted_.empty()) radius_.estimate(state, wanted_);
}

double Rock4Base::largest_step(std::size_t lane) const {
  const double radius = radius_[lane];
  return radius > 0.0 ? rock4_degrees().back().reach / radius
                      : std::numeric_limits<double>::infinity();
}

void Rock4Base::choose_degree(const LaneState& state, std::size_t lane) {
  const std::span<const Rock4Degree> degrees = rock4_degrees();
  const double wanted = state.h[lane] * radius_[lane];
  const auto found =
      std::find_if(degrees.begin(), degrees.end() - 1,
                   [&](const Rock4Degree& degree) { return degree.reach >= wanted; });
  degree_[lane] = &*found;
}

std::array<double, 7> Rock4Base::dense_weights(const LaneState& state, std::size_t lane,
                                               double theta) const {
  std::array<double, 7> d{};
  for (std::size_t r = 0; r < d.size(); ++r) {
    const double* c = degree_[lane]->dense[r];
    d[r] = theta * (c[0] + theta * (c[1] + theta * (c[2] + theta * c[3])));
    if (r >= 2) d[r] *= state.h[lane];
  }
  return d;
}

}  // namespace sigdyn::detail
