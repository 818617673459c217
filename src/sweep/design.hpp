/// Designs: which points of a parameter space a sweep visits.
///
/// Every point is a pure function of (design, index): no state runs from one point to the next, so
/// member i is the same in any shard, thread or resumed run, and nothing grows with the number of
/// points. Random numbers are hashes of (seed, axis, index).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sigdyn {

enum class Spacing : std::uint8_t { linear, log };

/// The values one axis can take: given levels, or a range to sample.
struct AxisRange {
  std::vector<double> levels;  ///< grid and list designs; empty for a sampled range
  double low = 0.0;
  double high = 1.0;
  Spacing spacing = Spacing::linear;  ///< log expects low > 0
};

enum class DesignKind : std::uint8_t {
  grid,             ///< all combinations of the levels; the last axis runs fastest
  list,             ///< the i-th level of every axis together; all axes equally long
  random,           ///< independent and uniform on the ranges
  latin_hypercube,  ///< one point in each of n slices of every axis
  sobol             ///< low-discrepancy sequence with a random digital shift
};

/// Immutable; one object serves all threads.
class Design {
 public:
  /// Expects: grid and list have levels on every axis (list: equally many), the others n_samples
  /// points over ranges, at most 64 bits of total size (see design_size()).
  Design(DesignKind kind, std::vector<AxisRange> axes, std::uint64_t n_samples, std::uint64_t seed);

  std::uint64_t size() const { return size_; }
  std::size_t n_axes() const { return axes_.size(); }
  const std::vector<AxisRange>& axes() const { return axes_; }

  /// Writes the values of point `index` < size(), one per axis. Cost: O(n_axes), Sobol 64 times
  /// that.
  void point(std::uint64_t index, std::span<double> values) const;

 private:
  double uniform(std::uint64_t index, std::size_t axis) const;
  void sobol_point(std::uint64_t index, std::span<double> unit) const;

  DesignKind kind_;
  std::vector<AxisRange> axes_;
  std::uint64_t size_ = 0;
  std::uint64_t seed_ = 0;
};

/// Number of points of a design, as a double so that 10^30 can be reported instead of wrapping.
double design_size(DesignKind kind, std::span<const AxisRange> axes, std::uint64_t n_samples);

}  // namespace sigdyn
