#include "plot/gnuplot_script.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "plot/detail/gnuplot_text.hpp"
#include "plot/detail/thinned.hpp"
#include "support/catch.hpp"

using namespace sigdyn;

namespace {

bool holds(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

Figure figure_with(Curve curve) {
  Panel panel{.title = "pAKT"};
  panel.x.label = "time (min)";
  panel.y.label = "nM";
  panel.curves.push_back(std::move(curve));
  Figure figure;
  figure.panels.push_back(std::move(panel));
  return figure;
}

std::string svg_script(const Figure& figure) {
  return write_gnuplot_script(figure, ImageFormat::svg, "fig.svg");
}

}  // namespace

TEST_CASE("plot: the same figure is the same script", "[plot]") {
  const Figure figure = figure_with({.x = {0, 1, 2}, .y = {0.1, 0.5, 0.2}});

  CHECK(svg_script(figure) == svg_script(figure));
  CHECK(holds(svg_script(figure), "$panel1_1 << END\n0 0.1\n1 0.5\n2 0.2\nEND\n"));
}

TEST_CASE("plot: one column is 85 mm wide in every format", "[plot]") {
  const Figure figure = figure_with({.x = {0, 1}, .y = {0, 1}});

  CHECK(holds(svg_script(figure), "svg noenhanced size 321,"));  // 85 / 25.4 * 96
  CHECK(holds(write_gnuplot_script(figure, ImageFormat::png, "f.png"),
              "pngcairo noenhanced size 1004,"));  // 85 / 25.4 * 300
  CHECK(holds(write_gnuplot_script(figure, ImageFormat::pdf, "f.pdf"),
              "pdfcairo noenhanced size 8.50cm,"));
}

TEST_CASE("plot: a value that is missing breaks the line", "[plot]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Figure figure = figure_with({.x = {0, 1, 2}, .y = {1, nan, 3}});

  CHECK(holds(svg_script(figure), "$panel1_1 << END\n0 1\n\n2 3\nEND\n"));
}

TEST_CASE("plot: a panel without values is drawn empty", "[plot]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();

  CHECK(holds(svg_script(figure_with({.x = {0}, .y = {nan}})), "plot NaN\n"));
}

TEST_CASE("plot: names are text to gnuplot, whatever they contain", "[plot]") {
  Figure figure = figure_with({.x = {0, 1}, .y = {0, 1}});
  figure.panels[0].title = "it's `id` \"$(id)\" @x \\n\n<script>";
  const std::string script = svg_script(figure);

  CHECK(holds(script, "set label 'it''s `id` \"$(id)\" @x \\n <script>' at"));
  CHECK(detail::quoted_tick("50 %h") == "'50 %%h'");
  CHECK(detail::quoted("\xFF") == "'?'");
}

TEST_CASE("plot: an output file is never a pipe", "[plot]") {
  CHECK(detail::quoted_path("|touch x.svg") == "'./|touch x.svg'");
}

TEST_CASE("plot: long names lose their middle, by letters and not by bytes", "[plot]") {
  CHECK(detail::plain_text("abcdefghij", 7) == "abc\u2026hij");
  CHECK(detail::plain_text("\u00B5\u00B5\u00B5\u00B5\u00B5\u00B5", 5) ==
        "\u00B5\u00B5\u2026\u00B5\u00B5");
  CHECK(detail::plain_text("short", 7) == "short");
}

TEST_CASE("plot: text is broken at blanks", "[plot]") {
  CHECK(detail::wrapped("a bb ccc dddddd", 6) == "a bb\nccc\ndddddd");
}

TEST_CASE("plot: twenty arms have twenty styles, and a legend below the panels", "[plot]") {
  Figure figure = figure_with({.x = {0, 1}, .y = {0, 1}});
  for (std::size_t arm = 0; arm < 20; ++arm) {
    figure.legend.push_back({"arm " + std::to_string(arm), Mark::line, arm});
  }
  const std::string script = svg_script(figure);

  CHECK(holds(script, "nohead ls 20\n"));
  CHECK(holds(script, "set style line 20 lc rgb '#0072B2' lw 1.3 dt (2,2)"));
}

TEST_CASE("plot: logarithmic axes stay within what is positive", "[plot]") {
  Figure figure = figure_with({.x = {0, 1, 100}, .y = {0, 1, 2}});
  figure.panels[0].x.scale = AxisScale::log;
  const std::string script = svg_script(figure);

  CHECK(holds(script, "set logscale x\nset xrange [1:100]"));
  CHECK(holds(script, "set xtics (1, 2, 5, 10, 20, 50, 100)"));
}

TEST_CASE("plot: formats are known by the end of the name, in any case", "[plot]") {
  CHECK(parse_image_format("a.svg") == ImageFormat::svg);
  CHECK(parse_image_format("a.PNG") == ImageFormat::png);
  CHECK(parse_image_format("b/a.pdf") == ImageFormat::pdf);
  CHECK_FALSE(parse_image_format("a.jpg"));
  CHECK_FALSE(parse_image_format("svg"));
}

TEST_CASE("plot: thinning keeps the ends and every peak", "[plot]") {
  Curve curve;
  for (int i = 0; i < 10000; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(i == 4567 ? 100.0 : 0.0);
  }
  const Curve thin = detail::thinned(curve);

  CHECK(thin.x.size() <= 800);
  CHECK(thin.x.front() == 0.0);
  CHECK(thin.x.back() == 9999.0);
  CHECK(std::find(thin.y.begin(), thin.y.end(), 100.0) != thin.y.end());
}
