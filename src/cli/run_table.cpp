#include "cli/run_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.hpp"
#include "cli/run_outcome.hpp"
#include "cli/text_table.hpp"

namespace sigdyn {
namespace {

/// What every table shows, then what the scenario asks for.
std::vector<Metric> shown_metrics(const ScenarioRun& run) {
  std::vector<Metric> metrics{Metric::max, Metric::time_of_max, Metric::final};
  for (const Metric metric : run.metrics()) {
    if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) {
      metrics.push_back(metric);
    }
  }
  return metrics;
}

double value_of(const ScenarioRun& run, Metric metric, std::size_t observable,
                const RunResult& result, const RunResult* reference) {
  const auto course = [&](const RunResult& of) {
    return time_course(of, run.times().size(), run.network().observables.size(), observable);
  };
  return summarise(metric, run.times(), course(result),
                   reference != nullptr ? course(*reference) : std::vector<double>{});
}

std::string format_value(const ScenarioRun& run, Metric metric, double value) {
  const bool is_seconds = metric == Metric::time_of_max && run.network().units.time == "s";
  return is_seconds ? format_duration(value) : format_number(value);
}

std::string heading_of(const ScenarioRun& run, Metric metric) {
  switch (metric) {
    case Metric::max:
      return "peak";
    case Metric::time_of_max:
      return "at";
    case Metric::fold_change:
      return "fold of " + run.scenario().compare->to.value;
    case Metric::auc:
      return "area*" + (run.network().units.time.empty() ? "time" : run.network().units.time);
    default:
      return to_string(metric);
  }
}

}  // namespace

std::string format_run_table(const ScenarioRun& run, const std::vector<RunResult>& results) {
  const std::vector<Metric> metrics = shown_metrics(run);
  const RunResult* reference = run.reference(results);
  std::vector<std::string> heading{"observable", "unit", "arm"};
  for (const Metric metric : metrics) heading.push_back(heading_of(run, metric));
  std::vector<std::vector<std::string>> rows;
  for (const std::size_t i : run.observables()) {
    const Observable& observable = run.network().observables[i];
    for (std::size_t arm = 0; arm < results.size(); ++arm) {
      std::vector<std::string> row{"", "", run.plans()[arm].label};
      if (arm == 0) {
        row[0] = observable.name;
        row[1] = observable.unit.text;
      }
      for (const Metric metric : metrics) {
        const double value = value_of(run, metric, i, results[arm], reference);
        row.push_back(format_value(run, metric, value));
      }
      rows.push_back(std::move(row));
    }
  }
  return format_table(heading, rows);
}

std::string format_run_json(const ScenarioRun& run, const std::vector<RunResult>& results,
                            const std::string& path) {
  const RunResult* reference = run.reference(results);
  std::string arms;
  for (std::size_t arm = 0; arm < results.size(); ++arm) {
    std::string observables;
    for (const std::size_t i : run.observables()) {
      const Observable& observable = run.network().observables[i];
      std::string fields = "\"unit\":" + json_string(observable.unit.text);
      for (const Metric metric : shown_metrics(run)) {
        fields += fmt::format(",\"{}\":{}", to_string(metric),
                              json_number(value_of(run, metric, i, results[arm], reference)));
      }
      observables +=
          (observables.empty() ? "" : ",") + json_string(observable.name) + ":{" + fields + "}";
    }
    arms += fmt::format(
        R"({}{}:{{"status":{},"message":{},"observables":{{{}}}}})", arms.empty() ? "" : ",",
        json_string(run.plans()[arm].label),
        json_string(status_names()[static_cast<std::size_t>(status_flag(results[arm]))]),
        json_string(results[arm].message), observables);
  }
  return fmt::format(R"({{"scenario":{},"result":{},"arms":{{{}}}}})",
                     json_string(run.scenario().path), json_string(path), arms) +
         "\n";
}

std::string format_failures(const ScenarioRun& run, const std::vector<RunResult>& results) {
  std::string text;
  for (std::size_t arm = 0; arm < results.size(); ++arm) {
    if (results[arm].status == RunStatus::success) continue;
    text += fmt::format("{}: arm '{}' failed: {}\n", run.scenario().path, run.plans()[arm].label,
                        results[arm].message);
  }
  return text;
}

}  // namespace sigdyn
