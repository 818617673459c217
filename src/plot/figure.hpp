/// A figure as data: panels, curves, axes, legend. What is drawn, not how: gnuplot_script.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sigdyn {

enum class AxisScale : std::uint8_t { linear, log };

struct PlotAxis {
  std::string label{};
  AxisScale scale = AxisScale::linear;
  double low = 0.0;  ///< low == high: the range of the data
  double high = 0.0;
  std::vector<std::pair<double, std::string>> ticks{};  ///< beside the numbers, or instead of them
  bool has_numbers = true;
};

enum class Mark : std::uint8_t {
  line,         ///< y over x
  dashed_line,  ///< the same, thin: a guide for the eye
  points,
  cross,  ///< where a run failed
  band,   ///< between y and y_high over x
  bar,    ///< from x = base to x, at height y
  tile    ///< a rectangle x..x_high, y..y_high, coloured by z
};

/// Equally long columns; a row that is not finite breaks a line. Which columns count depends on the
/// mark.
struct Curve {
  Mark mark = Mark::line;
  std::size_t style = 0;  ///< colour and dash, counted through the palette
  std::vector<double> x{};
  std::vector<double> y{};
  std::vector<double> x_high{};
  std::vector<double> y_high{};
  std::vector<double> z{};
};

struct Panel {
  std::string title{};
  std::string note{};  ///< a few words in the upper left corner; above tiles, which fill it
  PlotAxis x{};
  PlotAxis y{};
  PlotAxis colour{};  ///< of tiles
  std::vector<Curve> curves{};
  double base = 1.0;  ///< where bars begin
};

struct LegendEntry {
  std::string text;
  Mark mark = Mark::line;
  std::size_t style = 0;
};

/// Panels of a row share their y axis: numbers and label stand at the first one only.
enum class YAxes : std::uint8_t { own, shared };

struct Figure {
  std::vector<Panel> panels{};  ///< row by row; none if there is nothing to draw
  std::vector<LegendEntry> legend{};
  std::vector<std::string> caption{};  ///< notes below: what failed, what was left out, fits
  std::size_t n_columns = 0;           ///< 0: as many as are legible
  YAxes y_axes = YAxes::own;
  double width = 85.0;  ///< [mm]
};

/// Styles that differ: 7 colours in 5 dashes.
inline constexpr std::size_t n_curve_styles = 35;

}  // namespace sigdyn
