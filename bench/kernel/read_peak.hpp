/// What a core reads at most: the yardstick beside the bytes that kernels move.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/aligned_vector.hpp"
#include "ode/detail/lane_ops.hpp"

namespace sigdyn::bench {

/// Bytes per second of a loop with one multiply-add per load, eight lanes wide, over as many bytes
/// again and again: those of the cache that holds them. The best of 20 ms.
inline double read_peak(std::size_t n_bytes) {
  constexpr std::size_t lanes = 8;
  const std::size_t n = std::max<std::size_t>(n_bytes / (lanes * sizeof(double)), 16);
  const AlignedVector values(n * lanes, 1.0);
  AlignedVector sum(lanes);
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  const Clock::time_point begin = Clock::now();
  double best = 0.0;
  while (seconds(Clock::now() - begin) < 0.02) {
    const std::size_t n_calls = 1 + 1'000'000 / n_bytes;
    const Clock::time_point start = Clock::now();
    for (std::size_t i = 0; i < n_calls; ++i) {
      detail::lane_ops(lanes).square_sum(n, values.data(), sum.data());
    }
    const auto read = static_cast<double>(n_calls * n * lanes * sizeof(double));
    best = std::max(best, read / seconds(Clock::now() - start));
  }
  return best;
}

}  // namespace sigdyn::bench
