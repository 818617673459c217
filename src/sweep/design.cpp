#include "sweep/design.hpp"

#include <cmath>
#include <utility>

#include <boost/random/sobol.hpp>

#include "base/contract.hpp"
#include "sweep/hash_random.hpp"

namespace sigdyn {
namespace {

double value_at(const AxisRange& axis, double u) {
  if (axis.spacing == Spacing::linear) return axis.low + u * (axis.high - axis.low);
  return axis.low * std::exp(u * std::log(axis.high / axis.low));
}

}  // namespace

double design_size(DesignKind kind, std::span<const AxisRange> axes, std::uint64_t n_samples) {
  if (kind == DesignKind::list) {
    return axes.empty() ? 0.0 : static_cast<double>(axes.front().levels.size());
  }
  if (kind != DesignKind::grid) return static_cast<double>(n_samples);
  double size = axes.empty() ? 0.0 : 1.0;
  for (const AxisRange& axis : axes) size *= static_cast<double>(axis.levels.size());
  return size;
}

Design::Design(DesignKind kind, std::vector<AxisRange> axes, std::uint64_t n_samples,
               std::uint64_t seed)
    : kind_(kind), axes_(std::move(axes)), seed_(seed) {
  const double size = design_size(kind_, axes_, n_samples);
  SIGDYN_EXPECTS(size < 0x1.0p53);
  size_ = static_cast<std::uint64_t>(size);
}

void Design::point(std::uint64_t index, std::span<double> values) const {
  SIGDYN_EXPECTS(index < size_ && values.size() == axes_.size());
  switch (kind_) {
    case DesignKind::grid:
      for (std::size_t axis = axes_.size(); axis-- > 0;) {
        const std::vector<double>& levels = axes_[axis].levels;
        values[axis] = levels[index % levels.size()];
        index /= levels.size();
      }
      return;
    case DesignKind::list:
      for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        values[axis] = axes_[axis].levels[index];
      }
      return;
    case DesignKind::random:
    case DesignKind::latin_hypercube:
      for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        values[axis] = value_at(axes_[axis], uniform(index, axis));
      }
      return;
    case DesignKind::sobol:
      sobol_point(index, values);
      for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        values[axis] = value_at(axes_[axis], values[axis]);
      }
      return;
  }
}

double Design::uniform(std::uint64_t index, std::size_t axis) const {
  const double within = hash_uniform(seed_, 2 * axis, index);
  if (kind_ == DesignKind::random) return within;
  const std::uint64_t slice = permuted(index, size_, seed_, 2 * axis + 1);
  return (static_cast<double>(slice) + within) / static_cast<double>(size_);
}

/// Boost's engine holds the Joe-Kuo direction numbers; it leaves out the origin, which a net needs.
/// The digital shift (exclusive or with random bits, one word per axis) makes the estimate unbiased
/// and keeps the net property. Source: Joe & Kuo (2008), SIAM J. Sci. Comput. 30:2635,
/// doi:10.1137/070709359; L'Ecuyer & Lemieux (2002), section 2.
void Design::sobol_point(std::uint64_t index, std::span<double> unit) const {
  boost::random::sobol engine(axes_.size());
  if (index > 0) engine.seed(index - 1);
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const std::uint64_t sequence_bits = index > 0 ? engine() : 0;
    const std::uint64_t bits = sequence_bits ^ hash_bits(seed_, axis, 0);
    unit[axis] = (static_cast<double>(bits >> 11) + 0.5) * 0x1.0p-53;
  }
}

}  // namespace sigdyn
