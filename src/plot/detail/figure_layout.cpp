#include "plot/detail/figure_layout.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "plot/detail/gnuplot_text.hpp"

namespace sigdyn::detail {
namespace {

// A letter of DejaVu Sans, the widest face in common use, is 0.6 of its size on average.
constexpr double letter_width = 0.6 * text_size * mm_per_point;          // [mm]
constexpr double tight_letter = 0.52 * text_size * mm_per_point;         // [mm] of a long text
constexpr double small_letter_width = 0.55 * small_size * mm_per_point;  // [mm]
constexpr double edge = 1.5;                                             // [mm] round the figure
constexpr double numbers_width = 12.0;  // [mm] of a label and numbers of five letters
constexpr double title_height = 4.2;
constexpr double colour_bar_height = 6.6;
constexpr double min_panel_width = 38.0;
constexpr double min_shared_width = 22.0;

double longest_tick(const Figure& figure) {
  std::size_t longest = 0;
  for (const Panel& panel : figure.panels) {
    if (panel.y.has_numbers) continue;
    for (const auto& tick : panel.y.ticks) longest = std::max(longest, n_letters(tick.second));
  }
  return static_cast<double>(longest) * letter_width;
}

double left_margin(const Figure& figure) {
  const double names = longest_tick(figure);
  return names > 0.0 ? names + 2.0 : numbers_width;
}

bool has_tiles(const Panel& panel) {
  return std::ranges::any_of(panel.curves, [](const Curve& c) { return c.mark == Mark::tile; });
}

bool has_bars(const Panel& panel) {
  return std::ranges::any_of(panel.curves, [](const Curve& c) { return c.mark == Mark::bar; });
}

std::size_t columns_of(const Figure& figure) {
  const std::size_t n = figure.panels.size();
  if (figure.n_columns > 0) return std::min(figure.n_columns, n);
  const double room = figure.width - 2 * edge;
  const double fit = figure.y_axes == YAxes::shared
                         ? (room - left_margin(figure)) / min_shared_width
                         : room / min_panel_width;
  const std::size_t most = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(fit, 1.0)), 1,
                                                   std::max<std::size_t>(n, 1));
  const std::size_t rows = (n + most - 1) / std::max<std::size_t>(most, 1);
  return rows == 0 ? 1 : (n + rows - 1) / rows;  // four panels as 2 x 2, not 3 and 1
}

double panel_height(const Figure& figure, double width) {
  double height = std::clamp(0.72 * width, 18.0, 70.0);
  for (const Panel& panel : figure.panels) {
    if (has_bars(panel)) {
      height = 3.6 * static_cast<double>(std::max<std::size_t>(panel.y.ticks.size(), 2)) + 1.0;
    }
  }
  return height;
}

/// A label broken to a width [mm].
std::vector<std::string> lines_of(const std::string& label, double width) {
  std::vector<std::string> lines;
  std::istringstream text(
      wrapped(plain_text(label), static_cast<std::size_t>(width / letter_width)));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

/// Places the panels from y = 0 downwards; returns the height they take.
double place_panels(const Figure& figure, FigureLayout& layout) {
  const std::size_t n = figure.panels.size();
  const std::size_t n_columns = columns_of(figure);
  const bool shares = figure.y_axes == YAxes::shared;
  const double margin = left_margin(figure);
  const double gap = shares ? 4.0 : 1.0;
  const double room = figure.width - 2 * edge - (shares ? margin : 0.0);
  const double cell = room / static_cast<double>(n_columns);
  const double width = cell - (shares ? gap : margin + 2.5);
  const double height = panel_height(figure, width);
  const bool is_coloured = std::ranges::any_of(figure.panels, has_tiles);
  const bool has_second_line =
      is_coloured &&
      std::ranges::any_of(figure.panels, [](const Panel& p) { return !p.note.empty(); });
  const bool is_titled_by_row = shares && figure.n_columns > 0;
  layout.title_letters =
      static_cast<std::size_t>((is_titled_by_row ? room : width + 3.5) / tight_letter);
  layout.y_label_offset = margin - line_height / 2;

  double top = edge;
  for (std::size_t first = 0; first < n; first += n_columns) {
    top += title_height + (is_coloured ? colour_bar_height : 0.0) +
           (has_second_line ? line_height : 0.0);
    std::size_t n_label_lines = 0;
    for (std::size_t i = first; i < std::min(n, first + n_columns); ++i) {
      const auto column = static_cast<double>(i - first);
      const double left = edge + column * cell + margin;
      layout.panels.push_back({left, -(top + height), width, height});
      layout.x_label.emplace_back();
      if (i + n_columns >= n)
        layout.x_label.back() = lines_of(figure.panels[i].x.label, cell - 1.0);
      n_label_lines = std::max(n_label_lines, layout.x_label.back().size());
      layout.has_y_label.push_back(!shares || i == first);
    }
    // Panels above a short last row have their label too.
    top += height + numbers_height + 1.0 + static_cast<double>(n_label_lines) * line_height;
  }
  return top;
}

double place_legend(const Figure& figure, FigureLayout& layout, double top) {
  if (figure.legend.empty()) return top;
  std::size_t longest = 0;
  for (const LegendEntry& entry : figure.legend) {
    longest = std::max(longest, n_letters(entry.text));
  }
  const double room = figure.width - 2 * edge;
  const double width = legend_sample + 3.0 + static_cast<double>(longest) * letter_width;
  const std::size_t n = figure.legend.size();
  const std::size_t most = std::max<std::size_t>(1, static_cast<std::size_t>(room / width));
  const std::size_t n_rows = (n + most - 1) / most;
  const std::size_t n_columns = (n + n_rows - 1) / n_rows;
  const double step = std::min(room / static_cast<double>(n_columns), width + 6.0);
  const double left = edge + (room - step * static_cast<double>(n_columns)) / 2;
  for (std::size_t i = 0; i < n; ++i) {  // down the columns, as arms are in order
    const std::size_t filled = i / n_rows;
    const auto column = static_cast<double>(filled);
    const auto row = static_cast<double>(i % n_rows);
    layout.legend.push_back({left + column * step, -(top + 1.0 + (row + 0.5) * line_height), i});
  }
  return top + 1.5 + static_cast<double>(n_rows) * line_height;
}

double place_caption(const Figure& figure, FigureLayout& layout, double top) {
  const auto width = static_cast<std::size_t>((figure.width - 2 * edge) / small_letter_width);
  for (const std::string& note : figure.caption) {
    std::istringstream lines(wrapped(plain_text(note, 400), width));
    for (std::string line; std::getline(lines, line);) layout.caption.push_back(line);
  }
  if (layout.caption.empty()) return top;
  layout.caption_top = -(top + 1.0);
  return top + 1.0 + static_cast<double>(layout.caption.size()) * caption_height;
}

}  // namespace

FigureLayout lay_out(const Figure& figure) {
  FigureLayout layout;
  double bottom = place_panels(figure, layout);
  bottom = place_legend(figure, layout, bottom);
  layout.height = place_caption(figure, layout, bottom) + edge;
  for (Box& box : layout.panels) box.bottom += layout.height;
  for (LegendPlace& place : layout.legend) place.middle += layout.height;
  layout.caption_top += layout.height;
  return layout;
}

}  // namespace sigdyn::detail
