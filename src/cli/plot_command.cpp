/// sigdyn plot RESULT: a figure of a result, drawn by gnuplot.
#include <filesystem>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"
#include "cli/commands.hpp"
#include "cli/output_file.hpp"
#include "cli/text_table.hpp"
#include "plot/gnuplot_script.hpp"
#include "plot/make_figure.hpp"
#include "plot/run_gnuplot.hpp"

namespace sigdyn {
namespace {

struct PlotOptions {
  std::string result;
  std::string output;
  std::string script;
  std::string kind;
  std::string log;
  PlotRequest request;
  bool is_forced = false;
};

PlotKind parse_kind(const std::string& text) {
  const std::vector<std::string> names{"time", "dose", "fold", "sweep"};
  for (const PlotKind kind : {PlotKind::time, PlotKind::dose, PlotKind::fold, PlotKind::sweep}) {
    if (text == to_string(kind)) return kind;
  }
  throw UsageError(fmt::format("--kind '{}' is not one of time, dose, fold, sweep{}", text,
                               suggestion(text, names)));
}

std::string parse_log(const std::string& text) {
  if (text == "none") return "";
  if (text == "x" || text == "y" || text == "xy") return text;
  throw UsageError(fmt::format("--log '{}' is not one of x, y, xy, none", text));
}

PlotRequest request_of(const PlotOptions& options) {
  PlotRequest request = options.request;
  if (!options.kind.empty()) request.kind = parse_kind(options.kind);
  if (!options.log.empty()) request.log = parse_log(options.log);
  constexpr double narrowest = 40.0;
  constexpr double widest = 400.0;
  if (!(request.width >= narrowest && request.width <= widest)) {
    throw UsageError(fmt::format("--width {:g} is not between {:g} and {:g} mm", request.width,
                                 narrowest, widest));
  }
  return request;
}

/// The result's name with another end, in this folder.
std::string output_of(const PlotOptions& options) {
  if (!options.output.empty()) return options.output;
  return std::filesystem::path(options.result).filename().replace_extension(".svg").string();
}

ImageFormat format_of(const std::string& output) {
  const auto format = parse_image_format(output);
  if (format) return *format;
  throw UsageError(fmt::format("'{}' does not end in .svg, .png or .pdf", output));
}

std::string table_of(const std::vector<FittedCurve>& fits) {
  std::vector<std::vector<std::string>> rows;
  for (const FittedCurve& curve : fits) {
    const HillFit& fit = curve.fit;
    if (!fit.is_found) {
      rows.push_back({curve.observable, curve.series, fit.reason, "", "", "", "", "", ""});
      continue;
    }
    rows.push_back({curve.observable, curve.series, fmt::format("{:.4g}", fit.ec50),
                    fmt::format("{:.2g}", fit.ec50_error), curve.dose_unit,
                    fmt::format("{:.4g}", fit.slope), fmt::format("{:.2g}", fit.slope_error),
                    fmt::format("{:.4g} to {:.4g} {}", fit.bottom, fit.top, curve.unit),
                    fmt::format("{:.4f}", fit.r_squared)});
  }
  return format_table({"observable", "at", "EC50", "+-", "unit", "slope", "+-", "range", "R2"},
                      rows);
}

void print_notes(const Figure& figure, const std::string& path) {
  for (const std::string& note : figure.caption) print_message(fmt::format("{}: {}\n", path, note));
}

ExitCode run_plot(const PlotOptions& options, const GlobalOptions& global) {
  const PlotRequest request = request_of(options);
  const std::string output = output_of(options);
  const ImageFormat format = format_of(output);
  const ResultReader result(options.result);
  const MadeFigure made = make_figure(result, request);
  if (made.figure.panels.empty()) {
    print_notes(made.figure, options.result);
    print_message(options.result +
                  ": nothing to plot (no run has a value of what was asked for)\n");
    return exit_run_failed;
  }
  const std::string name = std::filesystem::path(output).filename().string();
  const std::string script = write_gnuplot_script(made.figure, format, name);
  const auto existing = options.is_forced ? ExistingResult::replace : ExistingResult::keep;
  if (!options.script.empty()) write_text_file(options.script, script, existing);
  write_text_file(output, run_gnuplot(script, name), existing);
  if (!made.fits.empty()) print_result(table_of(made.fits));
  if (made.fits.empty() && global.verbosity != Verbosity::quiet) {
    print_notes(made.figure, options.result);
  }
  if (!options.script.empty()) print_result("written: " + options.script + "\n");
  print_result("written: " + output + "\n");
  return exit_success;
}

}  // namespace

void add_plot_command(CommandLine& command_line) {
  const auto options = std::make_shared<PlotOptions>();
  CLI::App& command = add_command(
      command_line, "plot", "draw a result: time courses, dose responses, fold changes, sweeps",
      options, run_plot);
  PlotRequest& request = options->request;
  command.add_option("result", options->result, "result file")->required();
  command.add_option("-o,--output", options->output,
                     "figure, .svg, .png or .pdf [the result's name with .svg]");
  command.add_flag("--force", options->is_forced, "replace files that exist");
  command.add_option("--kind", options->kind,
                     "time, dose, fold or sweep [what suits the result, see docs/plot.md]");
  command.add_option("--observable", request.observables, "one or more to draw [all]");
  command.add_option("--arm", request.arms, "one or more to draw [all]");
  command.add_option(
      "--at", request.at,
      "output times of dose responses and fold changes, e.g. '10 min' [the last; all "
      "if there are few]");
  command.add_option("--dose", request.dose,
                     "species or perturbation of a dose response [what has most doses]");
  command.add_option("--axis", request.axes, "of what a sweep varies: one or more to draw [all]");
  command.add_option("--statistic", request.statistic,
                     "of a sweep: max, auc, 'fold_change to ARM', ... [the first recorded]");
  command.add_option("--log", options->log, "logarithmic axes: x, y, xy or none [as suits]");
  command.add_option("--width", request.width, "mm, 85 is one column of a journal")
      ->capture_default_str();
  command.add_option("--script", options->script,
                     "keep what gnuplot drew it from, to edit and run again with gnuplot");
}

}  // namespace sigdyn
