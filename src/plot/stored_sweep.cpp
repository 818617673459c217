#include "plot/stored_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"
#include "plot/stored_courses.hpp"
#include "sweep/sweep_file.hpp"

namespace sigdyn {
namespace {

SweepFile stored_sweep_file(const ResultReader& result) {
  const std::string text = result.attribute("sweep_text");
  if (text.empty()) {
    throw InputError({{Severity::error, {result.path(), 0, 0}, "holds no sweep text"}});
  }
  return parse_sweep_file(text, result.attribute("sweep_file"), result.attribute("table_text"));
}

/// Sampled or spaced so, or given levels that span more than a decade and a half.
AxisScale scale_of(const VaryEntry& entry, const std::vector<double>& levels) {
  using Form = VaryEntry::Form;
  if (levels.empty() || levels.front() <= 0.0) return AxisScale::linear;
  if (entry.form == Form::log_levels || entry.form == Form::log_uniform) return AxisScale::log;
  const bool is_wide = levels.back() / levels.front() >= 30.0;
  return entry.form == Form::levels && is_wide ? AxisScale::log : AxisScale::linear;
}

std::vector<VariedQuantity> read_varied(const ResultReader& result, const SweepFile& file,
                                        const PlotRequest& request) {
  const auto names = result.texts("varied");
  const auto units = result.texts("varied_units");
  const auto values = result.reals("parameters");
  std::vector<VariedQuantity> varied;
  for (const std::size_t i : chosen(request.axes, names, "axis", result.path())) {
    VariedQuantity quantity{.name = names[i], .label = names[i]};
    for (std::size_t k = i; k < values.size(); k += names.size()) {
      quantity.values.push_back(values[k]);
    }
    std::set<double> levels(quantity.values.begin(), quantity.values.end());
    std::erase_if(levels, [](double value) { return !std::isfinite(value); });
    quantity.levels.assign(levels.begin(), levels.end());
    if (quantity.levels.size() < 2 && names.size() > 1) continue;
    const auto entry =
        std::ranges::find(file.vary, names[i], [](const VaryEntry& e) { return e.target.value; });
    const bool is_known = entry != file.vary.end() && !entry->values.empty();
    const bool is_relative = is_known && entry->values.front().value.is_relative;
    if (is_known) quantity.scale = scale_of(*entry, quantity.levels);
    if (is_relative) quantity.label += " (\u00D7\u00A0nominal)";
    if (!is_relative && units[i] != "1") quantity.label += " (" + units[i] + ")";
    varied.push_back(std::move(quantity));
  }
  return varied;
}

/// Letters and digits; all else as '_', as names of arrays have it.
std::string plain_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += is_plain ? c : '_';
  }
  return name;
}

struct SummaryName {
  std::string array;
  std::string observable;
  std::string statistic;
};

/// What the arrays summary_OBSERVABLE_STATISTIC are of; the longest observable that fits.
std::vector<SummaryName> summary_names(const ResultReader& result, const SweepFile& file) {
  std::vector<SummaryName> names;
  for (const StoredArray& array : result.arrays()) {
    if (!array.name.starts_with("summary_")) continue;
    const std::string rest = array.name.substr(8);
    SummaryName name{array.name, rest, ""};
    for (const SummaryEntry& entry : file.record.summaries) {
      const std::string& observable = entry.observable.value;
      const bool is_longer = name.statistic.empty() || observable.size() > name.observable.size();
      if (!rest.starts_with(observable + "_") || !is_longer) continue;
      name.observable = observable;
      name.statistic = rest.substr(observable.size() + 1);
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<SummaryName> chosen_summaries(const std::vector<SummaryName>& all,
                                          const PlotRequest& request, const std::string& path) {
  std::vector<std::string> observables;
  std::vector<std::string> statistics;
  for (const SummaryName& name : all) {
    if (std::ranges::find(observables, name.observable) == observables.end()) {
      observables.push_back(name.observable);
    }
    statistics.push_back(plain_name(name.statistic));
  }
  const std::string statistic = plain_name(request.statistic);
  if (!statistic.empty() && std::ranges::find(statistics, statistic) == statistics.end()) {
    throw UsageError(fmt::format("{} has no statistic '{}'{}", path, request.statistic,
                                 suggestion(statistic, statistics)));
  }
  std::vector<SummaryName> names;
  for (const std::size_t i : chosen(request.observables, observables, "observable", path)) {
    for (const SummaryName& name : all) {
      if (name.observable != observables[i]) continue;
      if (!statistic.empty() && plain_name(name.statistic) != statistic) continue;
      names.push_back(name);
      break;
    }
  }
  return names;
}

void read_outcomes(const ResultReader& result, StoredSweep& sweep, std::size_t n_arms) {
  const std::vector<std::string>& flags = result.array("status").flags;
  const auto status = result.integers("status");
  for (const std::size_t arm : sweep.arm_indices) {
    for (std::size_t member = 0; member < sweep.n_members; ++member) {
      const auto flag = static_cast<std::size_t>(status[member * n_arms + arm]);
      const std::string meaning = flag < flags.size() ? flags[flag] : "unknown";
      ++sweep.n_runs;
      if (meaning == "success") continue;
      ++sweep.n_failed;
      if (meaning == "missing") ++sweep.n_missing;
      if (meaning == "missing" || !sweep.first_failure.empty()) continue;
      const auto messages = result.texts("status_message", {.first = member, .count = 1});
      sweep.first_failure = messages[arm].empty() ? meaning : messages[arm];
    }
  }
}

}  // namespace

StoredSweep read_sweep(const ResultReader& result, const PlotRequest& request) {
  const SweepFile file = stored_sweep_file(result);
  StoredSweep sweep;
  sweep.n_members = result.array("member").shape.at(0);
  const auto all_arms = result.texts("arm");
  sweep.arm_indices = chosen(request.arms, all_arms, "arm", result.path());
  for (const std::size_t arm : sweep.arm_indices) sweep.arms.push_back(all_arms[arm]);
  sweep.varied = read_varied(result, file, request);
  const auto names = summary_names(result, file);
  if (request.kind != PlotKind::time) {
    for (const SummaryName& name : chosen_summaries(names, request, result.path())) {
      const auto values = result.reals(name.array);
      const std::string& unit = result.array(name.array).units;
      StoredSummary summary{name.observable, name.statistic, unit == "1" ? "" : unit, {}};
      for (const std::size_t arm : sweep.arm_indices) {
        std::vector<double> of_arm;
        for (std::size_t k = arm; k < values.size(); k += all_arms.size()) {
          of_arm.push_back(values[k]);
        }
        summary.values.push_back(std::move(of_arm));
      }
      sweep.summaries.push_back(std::move(summary));
    }
  }
  read_outcomes(result, sweep, all_arms.size());
  return sweep;
}

std::string failure_note(const StoredSweep& sweep) {
  if (sweep.n_failed == 0) return "";
  std::string note = fmt::format("{} of {} runs have no value", sweep.n_failed, sweep.n_runs);
  if (sweep.n_missing > 0) note += fmt::format(", {} of them were never run", sweep.n_missing);
  if (!sweep.first_failure.empty()) note += " (the first that failed: " + sweep.first_failure + ")";
  return note;
}

}  // namespace sigdyn
