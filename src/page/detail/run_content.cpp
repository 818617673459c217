#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/json.hpp"
#include "page/detail/content.hpp"
#include "simulate/summary.hpp"

namespace sigdyn::detail {
namespace {

/// The metrics of `sigdyn run`'s table in its order, then those a reader asks for anyway.
std::vector<Metric> table_metrics(const ResultReader& result) {
  std::vector<Metric> metrics{Metric::max, Metric::time_of_max, Metric::final};
  const auto add = [&](Metric metric) {
    if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) {
      metrics.push_back(metric);
    }
  };
  for (const StoredArray& array : result.arrays()) {
    if (!array.name.starts_with("summary_")) continue;
    if (const auto metric = parse_metric(array.name.substr(8))) add(*metric);
  }
  add(Metric::fold_change);
  add(Metric::auc);
  return metrics;
}

/// What the charts show: the observables, or the species of a model that has none.
struct Shown {
  std::string array;
  std::vector<std::string> names;
  std::vector<std::string> units;
  std::vector<std::string> titles;
};

Shown what_is_shown(const ResultReader& result) {
  if (result.array("observables").shape.back() > 0 || !result.has("amounts")) {
    return {"observables", result.texts("observable"), result.texts("observable_units"),
            result.texts("observable_title")};
  }
  const auto names = result.texts("species");
  return {"amounts", names, std::vector(names.size(), result.array("amounts").units),
          result.texts("species_title")};
}

/// Time courses of one arm, [n_times][n_observables] as in the file.
class ArmCourses {
 public:
  ArmCourses(const ResultReader& result, const Shown& shown, std::size_t arm)
      : values_(result.reals(shown.array, {.first = arm, .count = 1})),
        n_observables_(shown.names.size()) {}

  double at(std::size_t time, std::size_t observable) const {
    return values_[time * n_observables_ + observable];
  }

  std::vector<double> course(std::size_t observable) const {
    std::vector<double> course;
    for (std::size_t i = observable; i < values_.size(); i += n_observables_) {
      course.push_back(values_[i]);
    }
    return course;
  }

 private:
  std::vector<double> values_;
  std::size_t n_observables_;
};

std::string observables_json(const Shown& shown, const std::vector<std::size_t>& chosen) {
  std::vector<std::string> items;
  items.reserve(chosen.size());
  for (const std::size_t i : chosen) {
    items.push_back(json_object({{"name", json_string(shown.names[i])},
                                 {"unit", json_string(shown.units[i])},
                                 {"title", json_string(shown.titles[i])}}));
  }
  return json_array(items);
}

std::string outcomes_json(const ResultReader& result) {
  const auto& flags = result.array("status").flags;
  const auto status = result.integers("status");
  const auto messages = result.texts("status_message");
  const auto t_reached = result.reals("t_reached");
  std::vector<std::string> items;
  for (std::size_t i = 0; i < status.size(); ++i) {
    const auto flag = static_cast<std::size_t>(status[i]);
    const std::string name = flag < flags.size() ? flags[flag] : fmt::format("status {}", flag);
    items.push_back(json_object({{"status", json_string(name)},
                                 {"message", json_string(messages[i])},
                                 {"tReached", json_number(t_reached[i])}}));
  }
  return json_array(items);
}

/// Adds time courses and the table, both from one pass over the arms.
void add_courses(const ResultReader& result, const Shown& shown,
                 const std::vector<std::size_t>& chosen, const std::vector<double>& times,
                 const Sampling& sampling, const std::vector<Metric>& metrics,
                 std::size_t reference, Payload& payload) {
  const std::size_t n_arms = result.array("observables").shape.front();
  const ArmCourses compared(result, shown, reference);
  std::vector<double> courses;
  std::vector<double> table;
  for (std::size_t arm = 0; arm < n_arms; ++arm) {
    const ArmCourses own(result, shown, arm);
    for (const std::size_t time : sampling.items) {
      for (const std::size_t i : chosen) courses.push_back(own.at(time, i));
    }
    for (const std::size_t i : chosen) {
      const auto course = own.course(i);
      const auto compared_course = compared.course(i);
      for (const Metric metric : metrics) {
        table.push_back(summarise(metric, times, course, compared_course));
      }
    }
  }
  payload.add("observables", courses, sampling.precision);
  payload.add("table", table, Precision::full);
}

/// Amounts of all species at fewer times, for the pathway. "null" if the result has none.
std::string add_amounts(const ResultReader& result, const std::vector<double>& times,
                        Payload& payload) {
  constexpr std::size_t most_frames = 241;  // a slider has no more pixels to offer
  if (!result.has("amounts")) return "null";
  const auto& shape = result.array("amounts").shape;
  const std::size_t per_time = shape.front() * shape.back();
  if (per_time == 0 || per_time * 8 > amounts_budget) return "null";
  const std::size_t budget = std::min(amounts_budget, per_time * 4 * most_frames);
  Sampling sampling = fit_evenly(times.size(), per_time, budget);
  sampling.precision = Precision::single;
  std::vector<double> frame_times;
  frame_times.reserve(sampling.items.size());
  for (const std::size_t time : sampling.items) frame_times.push_back(times[time]);
  std::vector<double> frames;
  for (std::size_t arm = 0; arm < shape.front(); ++arm) {
    const auto amounts = result.reals("amounts", {.first = arm, .count = 1});
    for (const std::size_t time : sampling.items) {
      const auto begin = amounts.begin() + static_cast<std::ptrdiff_t>(time * shape.back());
      frames.insert(frames.end(), begin, begin + static_cast<std::ptrdiff_t>(shape.back()));
    }
  }
  payload.add("frame_times", frame_times, Precision::full);
  payload.add("amounts", frames, sampling.precision);
  return json_object({{"unit", json_string(result.array("amounts").units)},
                      {"sampling", sampling_json(sampling, times.size())}});
}

}  // namespace

std::string run_content(const ResultReader& result, const PageContext& context, Payload& payload) {
  const auto arms = result.texts("arm");
  const auto times = result.reals("time");
  const Shown shown = what_is_shown(result);
  auto chosen = chosen_among(shown.names, context);
  const std::size_t n_chosen = chosen.size();
  constexpr std::size_t fewest_times = 50;  // fewer show no course: fewer observables instead
  const std::size_t most =
      time_course_budget / (4 * std::min(times.size(), fewest_times) * arms.size());
  if (chosen.size() > most) chosen.resize(std::max<std::size_t>(most, 1));

  const Sampling sampling =
      fit_evenly(times.size(), arms.size() * chosen.size(), time_course_budget);
  std::vector<double> shown_times;
  shown_times.reserve(sampling.items.size());
  for (const std::size_t i : sampling.items) shown_times.push_back(times[i]);
  payload.add("times", shown_times, Precision::full);
  const auto found = std::find(arms.begin(), arms.end(), context.reference);
  const auto reference =
      found == arms.end() ? std::size_t{0} : static_cast<std::size_t>(found - arms.begin());
  const auto metrics = table_metrics(result);
  add_courses(result, shown, chosen, times, sampling, metrics, reference, payload);
  std::vector<std::string> metric_names;
  metric_names.reserve(metrics.size());
  for (const Metric metric : metrics) metric_names.emplace_back(to_string(metric));

  return json_object({{"arms", json_strings(arms)},
                      {"outcomes", outcomes_json(result)},
                      {"timeUnit", json_string(result.array("time").units)},
                      {"observables", observables_json(shown, chosen)},
                      {"observablesLeftOut", std::to_string(n_chosen - chosen.size())},
                      {"metrics", json_strings(metric_names)},
                      {"reference", std::to_string(reference)},
                      {"sampling", sampling_json(sampling, times.size())},
                      {"amounts", add_amounts(result, times, payload)},
                      {"pathway", pathway_content(context.network)}});
}

}  // namespace sigdyn::detail
