#include "plot/detail/axis_range.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(const std::vector<double>& values, AxisScale scale) {
    for (const double value : values) {
      if (!std::isfinite(value) || (scale == AxisScale::log && value <= 0.0)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  bool is_empty() const { return low > high; }
};

std::string number(double value) {
  return fmt::format("{:.6g}", value);
}

Extent extent_of(const Panel& panel, char letter, AxisScale scale) {
  Extent extent;
  for (const Curve& curve : panel.curves) {
    if (letter == 'x') {
      extent.add(curve.x, scale);
      extent.add(curve.x_high, scale);
      if (curve.mark == Mark::bar) extent.add({panel.base}, scale);
    } else if (letter == 'y') {
      extent.add(curve.y, scale);
      extent.add(curve.y_high, scale);
    } else {
      extent.add(curve.z, scale);
    }
  }
  return extent;
}

/// A round step such that at most one tick stands on `room` millimetres.
double round_step(double span, double length, double room) {
  const double least = span * room / length;
  const double decade = std::pow(10.0, std::floor(std::log10(least)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (digit * decade >= least) return digit * decade;
  }
  return 10.0 * decade;
}

/// 1, 2, 5 in each decade where there are few of them, every n-th decade otherwise.
std::string log_ticks(double low, double high, double length, double lowest_tick) {
  const double decades = std::log10(high / low);
  const auto first = static_cast<int>(std::floor(std::log10(low)));
  const auto last = static_cast<int>(std::ceil(std::log10(high)));
  const double most = std::max(2.0, length / 6.0);
  const bool is_fine = 3.0 * decades <= most;
  const int step = std::max(1, static_cast<int>(std::ceil(decades / most)));
  std::string ticks;
  if (decades < 0.7) {  // no decade, or one, is inside
    const double even = round_step(high - low, length, 5.0);
    for (double value = std::ceil(low / even) * even; value <= high; value += even) {
      if (value >= lowest_tick) ticks += (ticks.empty() ? "" : ", ") + number(value);
    }
    return ticks;
  }
  for (int exponent = first; exponent <= last; ++exponent) {
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double value = digit * std::pow(10.0, exponent);
      const bool is_wanted = is_fine || (digit == 1.0 && exponent % step == 0);
      if (!is_wanted || value < low * 0.999 || value < lowest_tick || value > high * 1.001)
        continue;
      ticks += (ticks.empty() ? "" : ", ") + number(value);
    }
  }
  return ticks;
}

DrawnRange log_range(double low, double high, double length, bool is_padded, double lowest_tick) {
  if (low == high) {
    low /= 2.0;
    high *= 2.0;
  } else if (is_padded) {
    const double pad = std::pow(high / low, 0.05);
    low /= pad;
    high *= pad;
  }
  DrawnRange range{number(low), number(high), log_ticks(low, high, length, lowest_tick)};
  return range;
}

DrawnRange linear_y(double low, double high, double length, double headroom) {
  if (low == high) {
    low = low < 0.0 ? 2.0 * low : 0.0;
    high = high > 0.0 ? 2.0 * high : (low < 0.0 ? 0.0 : 1.0);
  } else if (low >= 0.0 && low <= 0.5 * high) {
    low = 0.0;
  }
  const double step = round_step(high - low, length, 5.0);
  // A fitted curve may dip below 0 by a hair.
  if (low >= 0.0 || low < -0.1 * high) low = std::floor(low / step + 1e-9) * step;
  return {number(low), number(high + headroom * (high - low)), "", step};
}

}  // namespace

DrawnRange range_of(const Panel& panel, char letter, double length) {
  const PlotAxis& axis = letter == 'x' ? panel.x : letter == 'y' ? panel.y : panel.colour;
  Extent extent = extent_of(panel, letter, axis.scale);
  if (axis.low < axis.high) extent = {axis.low, axis.high};
  if (extent.is_empty()) extent = {axis.scale == AxisScale::log ? 0.1 : 0.0, 1.0};
  if (axis.scale == AxisScale::log) {
    // A tick of its own, such as dose 0, keeps its distance from the numbers.
    const double lowest_tick = axis.ticks.empty() ? 0.0 : 2.0 * axis.ticks.front().first;
    return log_range(extent.low, extent.high, length, letter == 'y' && axis.low == axis.high,
                     lowest_tick);
  }
  if (axis.low < axis.high) {
    return {number(extent.low), number(extent.high), "",
            round_step(extent.high - extent.low, length, 7.0)};
  }
  if (letter == 'y') {
    return linear_y(extent.low, extent.high, length, panel.note.empty() ? 0.04 : 0.25);
  }
  if (letter == 'z' && extent.low == extent.high) {
    return linear_y(extent.low, extent.high, length, 0.0);
  }
  if (extent.low == extent.high) {
    const double half = extent.low == 0.0 ? 1.0 : 0.5 * std::abs(extent.low);
    extent = {extent.low - half, extent.high + half};
  }
  return {number(extent.low), number(extent.high), "",
          round_step(extent.high - extent.low, length, 7.0)};
}

}  // namespace sigdyn::detail
