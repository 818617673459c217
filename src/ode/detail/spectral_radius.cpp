#include "ode/detail/spectral_radius.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace sigdyn::detail {
namespace {

constexpr double safety = 1.2;
constexpr double converged = 0.01;  // relative change of the estimate
constexpr int max_iterations = 50;

}  // namespace

SpectralRadius::SpectralRadius(LaneSystem& system)
    : system_(system),
      ops_(lane_ops(system.lanes())),
      direction_(system.size() * system.lanes(), 1.0),
      point_(direction_.size()),
      f_(direction_.size()),
      radius_(system.lanes(), 0.0),
      length_(system.lanes(), 1.0),
      norm_(system.lanes(), 1.0),
      is_active_(system.lanes(), 0.0),
      last_(system.lanes(), 0.0) {}

void SpectralRadius::forget(std::size_t lane, const AlignedVector& scale) {
  const std::size_t lanes = radius_.size();
  radius_[lane] = 0.0;
  std::uint64_t random = 1;
  for (std::size_t e = lane; e < scale.size(); e += lanes) {
    // Knuth's MMIX generator, the same sequence for every lane.
    random = random * 6364136223846793005U + 1442695040888963407U;
    const double size = 0.5 + 0x1p-54 * static_cast<double>(random >> 10U);
    direction_[e] = (random >> 63U) != 0 ? size * scale[e] : -size * scale[e];
  }
}

void SpectralRadius::estimate(LaneState& state, std::span<const std::size_t> wanted) {
  const std::size_t lanes = radius_.size();
  ops_.square_sum(state.n, state.y.data(), norm_.data());
  std::fill(is_active_.begin(), is_active_.end(), 0.0);
  for (const std::size_t lane : wanted) {
    is_active_[lane] = 1.0;
    last_[lane] = radius_[lane] / safety;
    const double root_epsilon = std::sqrt(std::numeric_limits<double>::epsilon());
    length_[lane] = norm_[lane] > 0.0 ? root_epsilon * std::sqrt(norm_[lane]) : root_epsilon;
  }
  std::size_t n_active = wanted.size();
  ops_.square_sum(state.n, direction_.data(), norm_.data());
  for (int iteration = 1; iteration <= max_iterations && n_active > 0; ++iteration) {
    // Lanes that are done are evaluated along with the others, at y + 0.
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const bool is_moved = is_active_[lane] > 0.0 && norm_[lane] > 0.0;
      norm_[lane] = is_moved ? length_[lane] / std::sqrt(norm_[lane]) : 0.0;
    }
    const double* direction = direction_.data();
    ops_.combine({.n = state.n,
                  .m = 1,
                  .base = state.y.data(),
                  .v = &direction,
                  .weight = norm_.data(),
                  .out = point_.data()});
    system_.rhs(state.t.data(), point_.data(), f_.data());
    ops_.difference(state.n, is_active_.data(), f_.data(), state.f.data(), direction_.data());
    ops_.square_sum(state.n, direction_.data(), norm_.data());
    for (const std::size_t lane : wanted) {
      if (is_active_[lane] == 0.0) continue;
      ++state.stats[lane].n_rhs;
      const double radius = std::sqrt(norm_[lane]) / length_[lane];
      const bool is_done =
          !(std::fabs(radius - last_[lane]) > converged * radius) || iteration == max_iterations;
      last_[lane] = radius;
      if (!is_done || (iteration < 2 && radius > 0.0)) continue;
      radius_[lane] = std::isfinite(radius) ? safety * radius : 0.0;
      is_active_[lane] = 0.0;
      --n_active;
    }
  }
}

}  // namespace sigdyn::detail
