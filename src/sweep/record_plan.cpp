#include "sweep/record_plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/core.h>

#include "base/closest_match.hpp"

namespace sigdyn {
namespace {

std::vector<double> column_of(std::span<const double> run, std::size_t n_observables,
                              std::size_t observable) {
  std::vector<double> values;
  values.reserve(run.size() / n_observables);
  for (std::size_t i = observable; i < run.size(); i += n_observables) values.push_back(run[i]);
  return values;
}

class RecordResolver {
 public:
  RecordResolver(const Network& network, const std::vector<RunPlan>& arms, DiagnosticLog& log)
      : network_(network), arms_(arms), log_(log) {}

  std::optional<std::size_t> find_observable(const Located<std::string>& name) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < network_.observables.size(); ++i) {
      if (network_.observables[i].name == name.value) return i;
      known.push_back(network_.observables[i].name);
    }
    log_.error(name.where, fmt::format("'{}' is no observable of '{}'{}", name.value, network_.id,
                                       suggestion(name.value, known)));
    return std::nullopt;
  }

  std::optional<SummaryColumn> column(std::size_t observable, const Located<std::string>& text) {
    std::istringstream words(text.value);
    std::string statistic;
    words >> statistic;
    std::string argument;
    std::getline(words >> std::ws, argument);

    SummaryColumn column;
    column.observable = observable;
    column.unit = network_.observables[observable].unit.text;
    const bool is_good = statistic == "duration_above"
                             ? read_threshold(argument, text.where, column)
                         : statistic == "fold_change" ? read_reference(argument, text.where, column)
                                                      : read_metric(text, column);
    if (!is_good) return std::nullopt;
    const std::string& name = network_.observables[observable].name;
    column.name = name + "_" + statistic;
    column.long_name = text.value + " of " + name;
    if (!argument.empty()) {
      column.name += '_';
      for (const char c : argument)
        column.name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return column;
  }

 private:
  bool read_metric(const Located<std::string>& text, SummaryColumn& column) {
    const auto metric = parse_metric(text.value);
    if (!metric) {
      std::vector<std::string> known = metric_names();
      known.emplace_back("duration_above");
      log_.error(text.where,
                 fmt::format("unknown summary '{}'{}", text.value, suggestion(text.value, known)));
      return false;
    }
    column.metric = *metric;
    column.unit = metric_unit(*metric, column.unit, network_.units.time);
    return true;
  }

  bool read_threshold(const std::string& argument, const SourceLocation& where,
                      SummaryColumn& column) {
    column.unit = network_.units.time;
    constexpr std::string_view of_max = " max";
    if (argument.ends_with(of_max)) {
      const char* end = argument.data() + argument.size() - of_max.size();
      const auto result = std::from_chars(argument.data(), end, column.threshold);
      column.kind = SummaryColumn::Kind::duration_above_share;
      if (result.ec == std::errc{} && result.ptr == end) return true;
      log_.error(where, fmt::format("'{}' is no share of the maximum (such as 'duration_above 0.5 "
                                    "max')",
                                    argument));
      return false;
    }
    column.kind = SummaryColumn::Kind::duration_above;
    std::string reason;
    const auto quantity = parse_quantity(argument, &reason);
    const Unit& unit = network_.observables[column.observable].unit;
    if (!quantity) {
      log_.error(where, fmt::format("threshold of duration_above: {}", reason));
      return false;
    }
    if (quantity->unit.dimension != unit.dimension) {
      log_.error(where, fmt::format("threshold '{}' has the dimension of {} (the observable is {})",
                                    argument, to_string(quantity->unit.dimension),
                                    to_string(unit.dimension)));
      return false;
    }
    column.threshold = quantity->coherent() / unit.scale;
    return true;
  }

  bool read_reference(const std::string& argument, const SourceLocation& where,
                      SummaryColumn& column) {
    column.metric = Metric::fold_change;
    column.unit = "1";
    const std::string arm = argument.starts_with("to ") ? argument.substr(3) : argument;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < arms_.size(); ++i) {
      if (arms_[i].label == arm) column.reference = i;
      known.push_back(arms_[i].label);
    }
    if (!column.reference) {
      log_.error(where, fmt::format("'fold_change {}' names no arm (write 'fold_change to ARM'){}",
                                    argument, suggestion(arm, known)));
    }
    return column.reference.has_value();
  }

  const Network& network_;
  const std::vector<RunPlan>& arms_;
  DiagnosticLog& log_;
};

}  // namespace

RecordPlan resolve_record(const RecordSpec& spec, const Network& network,
                          const std::vector<RunPlan>& arms) {
  DiagnosticLog log;
  RecordResolver resolver(network, arms, log);
  RecordPlan plan;
  plan.quantiles = spec.quantiles;
  for (const SummaryEntry& entry : spec.summaries) {
    const auto observable = resolver.find_observable(entry.observable);
    if (!observable) continue;
    for (const Located<std::string>& statistic : entry.statistics) {
      if (auto column = resolver.column(*observable, statistic)) {
        plan.summaries.push_back(std::move(*column));
      }
    }
  }
  if (spec.time_courses == RecordSpec::TimeCourses::all) {
    for (std::size_t i = 0; i < network.observables.size(); ++i) plan.time_courses.push_back(i);
  }
  for (const Located<std::string>& name : spec.observables) {
    if (const auto observable = resolver.find_observable(name)) {
      plan.time_courses.push_back(*observable);
    }
  }
  for (const Observable& observable : network.observables) {
    plan.observable_units.push_back(observable.unit.text);
  }
  log.throw_if_errors();
  return plan;
}

double summary_value(const SummaryColumn& column, std::span<const double> times,
                     std::size_t n_observables, std::span<const double> run,
                     std::span<const double> reference_run) {
  const std::vector<double> values = column_of(run, n_observables, column.observable);
  switch (column.kind) {
    case SummaryColumn::Kind::duration_above:
      return duration_above(column.threshold, times, values);
    case SummaryColumn::Kind::duration_above_share: {
      const double highest = summarise(Metric::max, times, values);
      return duration_above(column.threshold * highest, times, values);
    }
    case SummaryColumn::Kind::metric:
      break;
  }
  return summarise(column.metric, times, values,
                   column_of(reference_run, n_observables, column.observable));
}

}  // namespace sigdyn
