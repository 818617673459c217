#include "plot/gnuplot_script.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "plot/detail/axis_range.hpp"
#include "plot/detail/figure_layout.hpp"
#include "plot/detail/gnuplot_text.hpp"

namespace sigdyn {
namespace {

using detail::Box;
using detail::FigureLayout;
using detail::quoted;

constexpr std::array palette{"000000", "E69F00", "56B4E9", "009E73", "D55E00", "0072B2", "CC79A7"};
constexpr std::array viridis{"440154", "482878", "3E4989", "31688E", "26828E",
                             "1F9E89", "35B779", "6DCD59", "B4DE2C", "FDE725"};
constexpr std::array dashes{"1", "(9,4)", "(2,2)", "(9,3,2,3)", "(9,3,2,3,2,3)"};
static_assert(palette.size() * dashes.size() == n_curve_styles);
constexpr std::size_t guide_style = 100;  // thin dashes
constexpr std::size_t many_points = 60;   // which are drawn smaller

/// Collects the text; positions in millimetres become shares of the screen.
class Script {
 public:
  Script(const Figure& figure, const FigureLayout& layout) : figure_(figure), layout_(layout) {}

  template <class... Items>
  void line(fmt::format_string<Items...> format, Items&&... items) {
    fmt::format_to(std::back_inserter(text), format, std::forward<Items>(items)...);
    text += '\n';
  }
  double across(double mm) const { return mm / figure_.width; }
  double up(double mm) const { return mm / layout_.height; }
  std::string at(double x, double y) const {
    return fmt::format("screen {:.5f},{:.5f}", across(x), up(y));
  }

  std::string text;

 private:
  const Figure& figure_;
  const FigureLayout& layout_;
};

/// Sizes of text follow: in pixels of 1/96 inch for SVG, in points otherwise.
double font_size(ImageFormat format, double points) {
  return format == ImageFormat::svg ? points * 96.0 / 72.0 : points;
}

std::string terminal(ImageFormat format, double width, double height) {
  const auto pixels = [](double mm, double per_inch) { return std::lround(mm / 25.4 * per_inch); };
  const double size = font_size(format, detail::text_size);
  switch (format) {
    case ImageFormat::svg:
      return fmt::format(
          "svg noenhanced size {},{} font 'Helvetica,{:.2f}' linewidth 1 background rgb 'white'",
          pixels(width, 96), pixels(height, 96), size);
    case ImageFormat::png:
      return fmt::format(
          "pngcairo noenhanced size {},{} font 'Helvetica,{}' fontscale {:.4f} linewidth 3.1 "
          "pointscale 3.1 dashlength 0.8 background rgb 'white'",
          pixels(width, 300), pixels(height, 300), size, 300.0 / 96.0);
    case ImageFormat::pdf:
      break;
  }
  return fmt::format(
      "pdfcairo noenhanced size {:.2f}cm,{:.2f}cm font 'Helvetica,{}' fontscale 1 linewidth 1.5 "
      "pointscale 0.4 dashlength 0.5 background rgb 'white'",
      width / 10, height / 10, size);
}

void write_head(Script& script, ImageFormat format, const Figure& figure, double height,
                const std::string& output) {
  script.line("# Made by sigdyn plot. Edit it, then: gnuplot THIS_FILE");
  script.line("set encoding utf8");
  script.line("set terminal {}", terminal(format, figure.width, height));
  script.line("set output {}", detail::quoted_path(output));
  for (std::size_t i = 0; i < n_curve_styles; ++i) {
    script.line("set style line {} lc rgb '#{}' lw 1.3 dt {} pt 7 ps 0.35", i + 1,
                palette[i % palette.size()], dashes[i / palette.size()]);
  }
  script.line("set style line {} lc rgb '#808080' lw 0.7 dt '-'", guide_style);
  script.text += "set palette defined (";
  for (std::size_t i = 0; i < viridis.size(); ++i) {
    script.text += fmt::format("{}{} '#{}'", i == 0 ? "" : ", ", i, viridis[i]);
  }
  script.text += ")\n";
  script.line("set datafile missing 'NaN'");
  script.line("set border 3 lw 0.7");
  script.line("set tics out nomirror scale 0.5,0.25");
  script.line("set xtics offset 0,0.35");
  script.line("set cbtics offset 0,0.5 scale 0.3");
  script.line("unset key");
  script.line("set style fill solid noborder");
  script.line("set multiplot");
}

/// The columns a mark is drawn from, first to last.
std::vector<const std::vector<double>*> columns_of(const Curve& curve) {
  switch (curve.mark) {
    case Mark::band:
      return {&curve.x, &curve.y, &curve.y_high};
    case Mark::tile:
      return {&curve.x, &curve.x_high, &curve.y, &curve.y_high, &curve.z};
    default:
      return {&curve.x, &curve.y};
  }
}

void write_data(Script& script, const Curve& curve, const std::string& name) {
  const auto columns = columns_of(curve);
  script.line("{} << END", name);
  bool was_broken = true;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    const bool is_whole = std::ranges::all_of(
        columns, [i](const auto* column) { return std::isfinite((*column)[i]); });
    if (is_whole) {
      for (const auto* column : columns) {
        fmt::format_to(std::back_inserter(script.text), "{}{:.6g}",
                       column == columns.front() ? "" : " ", (*column)[i]);
      }
      script.text += '\n';
    } else if (!was_broken && curve.mark == Mark::line) {
      script.text += '\n';  // breaks the line
    }
    was_broken = !is_whole;
  }
  script.line("END");
}

std::string how_drawn(const Curve& curve, const Panel& panel) {
  const std::size_t style = curve.style % n_curve_styles + 1;
  const char* colour = palette[curve.style % palette.size()];
  switch (curve.mark) {
    case Mark::line:
      return fmt::format("using 1:2 with lines ls {}", style);
    case Mark::dashed_line:
      return fmt::format("using 1:2 with lines ls {}", guide_style);
    case Mark::points:
      return fmt::format("using 1:2 with points ls {} ps {}", style,
                         curve.x.size() > many_points ? 0.2 : 0.35);
    case Mark::cross:
      return fmt::format("using 1:2 with points pt 2 ps 0.8 lw 1.5 lc rgb '#{}'", colour);
    case Mark::band:
      return fmt::format("using 1:2:3 with filledcurves fc rgb '#C0{}'", colour);
    case Mark::bar:
      return fmt::format("using 1:2:({0:.6g}):1:($2-0.35):($2+0.35) with boxxyerror fc rgb '#{1}'",
                         panel.base, colour);
    case Mark::tile:
      break;
  }
  return "using (0.5*($1+$2)):(0.5*($3+$4)):1:2:3:4:5 with boxxyerror lc palette fs solid noborder";
}

bool is_empty(const Curve& curve) {
  const auto columns = columns_of(curve);
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (std::ranges::all_of(columns,
                            [i](const auto* column) { return std::isfinite((*column)[i]); })) {
      return false;
    }
  }
  return true;
}

void write_axis(Script& script, const PlotAxis& axis, const detail::DrawnRange& range,
                const char* letter) {
  script.line("{} logscale {}", axis.scale == AxisScale::log ? "set" : "unset", letter);
  script.line("set {}range [{}:{}]", letter, range.low, range.high);
  script.line("set format {} '%h'", letter);
  if (!axis.has_numbers) {
    script.line("set {}tics ()", letter);
  } else if (!range.ticks.empty()) {
    script.line("set {}tics ({})", letter, range.ticks);
  } else if (range.step > 0.0) {
    script.line("set {}tics autofreq {:.6g}", letter, range.step);
  } else {
    script.line("set {}tics autofreq", letter);
  }
  for (const auto& [value, text] : axis.ticks) {
    script.line("set {}tics add ({} {:.6g})", letter, detail::quoted_tick(text), value);
  }
}

void write_colour_bar(Script& script, const Panel& panel, const Box& box) {
  const auto range = detail::range_of(panel, 'z', box.width);
  script.line("set colorbox horizontal user origin screen {:.5f},{:.5f} size {:.5f},{:.5f}",
              script.across(box.left), script.up(box.bottom + box.height + 4.4),
              script.across(box.width), script.up(1.6));
  write_axis(script, panel.colour, range, "cb");
}

void write_panel(Script& script, const Figure& figure, const FigureLayout& layout, std::size_t i,
                 ImageFormat format) {
  const Panel& panel = figure.panels[i];
  const Box& box = layout.panels[i];
  const bool has_tiles =
      std::ranges::any_of(panel.curves, [](const Curve& c) { return c.mark == Mark::tile; });
  script.line("\n# panel {}", i + 1);
  script.line("set lmargin at screen {:.5f}; set rmargin at screen {:.5f}", script.across(box.left),
              script.across(box.left + box.width));
  script.line("set bmargin at screen {:.5f}; set tmargin at screen {:.5f}", script.up(box.bottom),
              script.up(box.bottom + box.height));
  write_axis(script, panel.x, detail::range_of(panel, 'x', box.width), "x");
  PlotAxis y = panel.y;
  if (!layout.has_y_label[i]) {
    for (auto& tick : y.ticks) tick.second.clear();
  }
  write_axis(script, y, detail::range_of(panel, 'y', box.height), "y");
  if (!layout.has_y_label[i]) script.line("set format y ''");
  if (has_tiles) write_colour_bar(script, panel, box);
  script.line("unset label");
  const double middle = box.left + box.width / 2;
  const double title_at = box.bottom + box.height + (has_tiles ? 8.4 : 2.2) +
                          (has_tiles && !panel.note.empty() ? detail::line_height : 0.0);
  if (!panel.title.empty()) {
    script.line("set label {} at {} left",
                quoted(detail::plain_text(panel.title, layout.title_letters)),
                script.at(box.left, title_at));
  }
  double x_label_at = box.bottom - detail::numbers_height - 0.5 * detail::line_height;
  for (const std::string& line : layout.x_label[i]) {
    script.line("set label {} at {} center", quoted(line), script.at(middle, x_label_at));
    x_label_at -= detail::line_height;
  }
  if (layout.has_y_label[i]) {
    script.line("set label {} at {} center rotate by 90", quoted(panel.y.label),
                script.at(box.left - layout.y_label_offset, box.bottom + box.height / 2));
  }
  if (!panel.note.empty() && has_tiles) {
    script.line("set label {} at {} left",
                quoted(detail::plain_text(panel.note, layout.title_letters)),
                script.at(box.left, title_at - detail::line_height));
  } else if (!panel.note.empty()) {
    script.line("set label {} at {} left font ',{:.2f}' front", quoted(panel.note),
                script.at(box.left + 1.0, box.bottom + box.height - 1.2),
                font_size(format, detail::small_size));
  }
  std::string plots;
  for (std::size_t k = 0; k < panel.curves.size(); ++k) {
    if (is_empty(panel.curves[k])) continue;
    const std::string name = fmt::format("$panel{}_{}", i + 1, k + 1);
    write_data(script, panel.curves[k], name);
    plots += fmt::format("{}{} {}", plots.empty() ? "" : ", \\\n     ", name,
                         how_drawn(panel.curves[k], panel));
  }
  script.line("plot {}", plots.empty() ? "NaN" : plots);
}

void write_legend_entry(Script& script, const LegendEntry& entry,
                        const detail::LegendPlace& place) {
  const std::size_t style = entry.style % n_curve_styles + 1;
  const double end = place.left + detail::legend_sample;
  switch (entry.mark) {
    case Mark::points:
    case Mark::cross:
      script.line("set label '' at {} point ls {} pt {}",
                  script.at(0.5 * (place.left + end), place.middle), style,
                  entry.mark == Mark::cross ? 2 : 7);
      break;
    case Mark::line:
    case Mark::dashed_line:
      script.line("set arrow from {} to {} nohead ls {}", script.at(place.left, place.middle),
                  script.at(end, place.middle), entry.mark == Mark::line ? style : guide_style);
      break;
    default:
      script.line("set object rectangle from {} to {} fc rgb '#{}{}' fs solid noborder",
                  script.at(place.left, place.middle - 0.8), script.at(end, place.middle + 0.8),
                  entry.mark == Mark::band ? "C0" : "", palette[entry.style % palette.size()]);
  }
  script.line("set label {} at {} left", quoted(entry.text), script.at(end + 1.0, place.middle));
}

/// An empty plot over the whole paper carries the legend and the caption.
void write_legend_and_caption(Script& script, const Figure& figure, const FigureLayout& layout,
                              ImageFormat format) {
  if (layout.legend.empty() && layout.caption.empty()) return;
  script.line("\n# legend and caption");
  script.line("unset label; unset border; unset tics; unset colorbox; unset logscale");
  script.line("set lmargin at screen 0; set rmargin at screen 1");
  script.line("set bmargin at screen 0; set tmargin at screen 1");
  for (const detail::LegendPlace& place : layout.legend) {
    write_legend_entry(script, figure.legend[place.entry], place);
  }
  double y = layout.caption_top - detail::caption_height / 2;
  for (const std::string& line : layout.caption) {
    script.line("set label {} at {} left font ',{:.2f}'", quoted(line), script.at(1.5, y),
                font_size(format, detail::small_size));
    y -= detail::caption_height;
  }
  script.line("plot [0:1] [0:1] -1 with lines ls {}", guide_style);
}

}  // namespace

std::optional<ImageFormat> parse_image_format(const std::string& path) {
  std::string end = path.size() < 4 ? "" : path.substr(path.size() - 4);
  std::ranges::transform(end, end.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (end == ".svg") return ImageFormat::svg;
  if (end == ".png") return ImageFormat::png;
  if (end == ".pdf") return ImageFormat::pdf;
  return std::nullopt;
}

std::string write_gnuplot_script(const Figure& figure, ImageFormat format,
                                 const std::string& output) {
  SIGDYN_EXPECTS(!figure.panels.empty());
  const FigureLayout layout = detail::lay_out(figure);
  Script script(figure, layout);
  write_head(script, format, figure, layout.height, output);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    write_panel(script, figure, layout, i, format);
  }
  write_legend_and_caption(script, figure, layout, format);
  script.line("unset multiplot");
  script.line("unset output");
  return std::move(script.text);
}

}  // namespace sigdyn
