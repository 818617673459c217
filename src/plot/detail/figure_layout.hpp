/// Where the parts of a figure stand on the paper.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plot/figure.hpp"

namespace sigdyn::detail {

inline constexpr double mm_per_point = 25.4 / 72.0;
inline constexpr double text_size = 7.0;   ///< [pt] of axes, titles, legend
inline constexpr double small_size = 6.0;  ///< [pt] of notes and caption; journals ask for 5 to 7

/// A rectangle [mm]; y counts from the bottom edge, as gnuplot's screen does.
struct Box {
  double left = 0.0;
  double bottom = 0.0;
  double width = 0.0;
  double height = 0.0;
};

struct LegendPlace {
  double left = 0.0;  ///< [mm] of the sample; the text follows
  double middle = 0.0;
  std::size_t entry = 0;
};

struct FigureLayout {
  double height = 0.0;                            ///< [mm]
  std::vector<Box> panels;                        ///< the area between the axes
  std::vector<std::vector<std::string>> x_label;  ///< per panel: its lines, none inside a column
  std::size_t title_letters = 0;                  ///< that fit above a panel
  std::vector<bool> has_y_label;
  double y_label_offset = 0.0;  ///< [mm] of the label's middle, left of the axis
  std::vector<LegendPlace> legend;
  std::vector<std::string> caption;  ///< lines, broken to the width
  double caption_top = 0.0;          ///< [mm]
};

inline constexpr double legend_sample = 6.0;   ///< [mm] length of a line in the legend
inline constexpr double line_height = 3.1;     ///< [mm] of text_size
inline constexpr double numbers_height = 4.3;  ///< [mm] of an x axis below its line
inline constexpr double caption_height = 2.7;  ///< [mm] of small_size

/// Columns, margins and heights such that numbers of `text_size` fit. Widths of letters are
/// estimated, on the wide side.
FigureLayout lay_out(const Figure& figure);

}  // namespace sigdyn::detail
