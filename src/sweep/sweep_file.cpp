#include "sweep/sweep_file.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/closest_match.hpp"
#include "base/text_file.hpp"
#include "sweep/sweep_table.hpp"
#include "yaml/mapping.hpp"
#include "yaml/parse.hpp"

namespace sigdyn {
namespace {

constexpr std::string_view format_name = "sigdyn-sweep/1";
constexpr std::uint64_t max_points = std::uint64_t{1} << 40;

std::optional<Located<SweepValue>> read_sweep_value(const YamlNode& node, const std::string& what,
                                                    DiagnosticLog& log) {
  const std::string& text = node.text();
  if (text.size() > 1 && text.front() == 'x' &&
      std::string_view("0123456789.").find(text[1]) != std::string_view::npos) {
    double factor = 0.0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + 1, end, factor);
    if (result.ec == std::errc{} && result.ptr == end && std::isfinite(factor)) {
      return Located<SweepValue>{{true, {factor, {}}}, node.where()};
    }
    log.error(node.where(), fmt::format("{}: '{}' is no factor (such as x0.5)", what, text));
    return std::nullopt;
  }
  const auto quantity = read_quantity(node, what, log);
  if (!quantity) return std::nullopt;
  return Located<SweepValue>{{false, quantity->value}, quantity->where};
}

std::vector<Located<SweepValue>> read_values(const YamlNode& node, const std::string& what,
                                             DiagnosticLog& log) {
  std::vector<Located<SweepValue>> values;
  for (const YamlNode& item : read_list(node)) {
    if (auto value = read_sweep_value(item, what, log)) values.push_back(std::move(*value));
  }
  return values;
}

void read_range(const YamlMapping& mapping, std::string_view key, VaryEntry& entry,
                DiagnosticLog& log) {
  const YamlNode& node = *mapping.find(key);
  const std::string what = fmt::format("'{}' of {}", key, mapping.what());
  const std::size_t n_errors = log.diagnostics().size();
  entry.values = read_values(node, what, log);
  if (log.diagnostics().size() > n_errors) return;
  if (entry.values.size() != 2) {
    log.error(node.where(),
              fmt::format("{} has {} values (a range is [low, high])", what, entry.values.size()));
    return;
  }
  const SweepValue& low = entry.values[0].value;
  const SweepValue& high = entry.values[1].value;
  const bool is_log =
      entry.form == VaryEntry::Form::log_levels || entry.form == VaryEntry::Form::log_uniform;
  if (low.is_relative != high.is_relative) {
    log.error(node.where(), what + " mixes a factor with a value (give both ends the same way)");
  } else if (is_log && !(low.quantity.value > 0.0)) {
    log.error(entry.values[0].where, fmt::format("{} begins at {} (a log range needs both ends "
                                                 "above 0)",
                                                 what, low.quantity.value));
  } else if (!(low.quantity.coherent() < high.quantity.coherent())) {
    log.error(node.where(), what + " is inverted or empty (low must be below high)");
  }
}

/// The forms of an axis: their keys, whether they are levels, and what they need beside.
struct FormKey {
  std::string_view key;
  VaryEntry::Form form;
};
constexpr std::array<FormKey, 5> form_keys{{{"values", VaryEntry::Form::levels},
                                            {"linear", VaryEntry::Form::linear_levels},
                                            {"log", VaryEntry::Form::log_levels},
                                            {"uniform", VaryEntry::Form::uniform},
                                            {"log_uniform", VaryEntry::Form::log_uniform}}};

bool is_sampled(VaryEntry::Form form) {
  return form == VaryEntry::Form::uniform || form == VaryEntry::Form::log_uniform;
}

void read_points(const YamlMapping& mapping, VaryEntry& entry, DiagnosticLog& log) {
  const auto points = mapping.whole_number("points", Need::required);
  if (!points) return;
  if (points->value < 2 || static_cast<std::uint64_t>(points->value) > max_points) {
    log.error(points->where,
              fmt::format("'points' of {} is {} (at least 2)", mapping.what(), points->value));
    return;
  }
  entry.n_points = static_cast<std::uint64_t>(points->value);
}

VaryEntry read_vary_entry(const YamlEntry& item, DiagnosticLog& log) {
  VaryEntry entry;
  entry.target = item.key;
  const std::string what = fmt::format("'{}' in 'vary'", item.key.value);
  if (!item.value.is_mapping()) {
    entry.values = read_values(item.value, what, log);
    return entry;
  }
  const YamlMapping mapping(item.value, what,
                            {"values", "linear", "log", "uniform", "log_uniform", "points"}, log);
  std::size_t n_forms = 0;
  for (const auto& [key, form] : form_keys) {
    if (!mapping.has(key)) continue;
    entry.form = form;
    ++n_forms;
    if (form == VaryEntry::Form::levels) {
      entry.values = read_values(*mapping.find(key), what, log);
    } else {
      read_range(mapping, key, entry, log);
    }
  }
  if (n_forms != 1) {
    log.error(mapping.where(), fmt::format("{} has {} of values, linear, log, uniform, log_uniform "
                                           "(exactly one is needed)",
                                           what, n_forms));
  }
  const bool needs_points = n_forms == 1 && (entry.form == VaryEntry::Form::linear_levels ||
                                             entry.form == VaryEntry::Form::log_levels);
  if (needs_points) {
    read_points(mapping, entry, log);
  } else if (mapping.has("points")) {
    log.error(mapping.find("points")->where(), what + ": 'points' goes with linear or log only");
  }
  return entry;
}

/// `design: grid`, `design: list`, or `design: {sobol: {samples: 4096, seed: 7}}` and the like.
class DesignReader {
 public:
  DesignReader(SweepFile& file, DiagnosticLog& log) : file_(file), log_(log) {}

  void read(const YamlMapping& top) {
    const YamlNode* node = top.find("design", Need::required);
    if (node == nullptr) return;
    file_.design_where = node->where();
    if (node->is_scalar()) {
      read_word(*node);
      return;
    }
    const YamlMapping mapping(*node, "'design'", {"random", "latin_hypercube", "sobol", "table"},
                              log_);
    if (node->entries().size() != 1) {
      log_.error(node->where(), "'design' names more or less than one design");
      return;
    }
    const YamlEntry& entry = node->entries().front();
    if (entry.key.value == "table") {
      read_table(entry.value);
      return;
    }
    read_samples(entry);
  }

 private:
  void read_word(const YamlNode& node) {
    if (node.text() == "grid") {
      file_.design = DesignKind::grid;
    } else if (node.text() == "list") {
      file_.design = DesignKind::list;
    } else {
      static const std::vector<std::string> known{"grid",  "list", "random", "latin_hypercube",
                                                  "sobol", "table"};
      log_.error(node.where(), fmt::format("unknown design '{}' (grid, list, or a mapping such as "
                                           "{{sobol: {{samples: 4096, seed: 7}}}}){}",
                                           node.text(), suggestion(node.text(), known)));
    }
  }

  void read_samples(const YamlEntry& entry) {
    if (entry.key.value == "random") file_.design = DesignKind::random;
    if (entry.key.value == "latin_hypercube") file_.design = DesignKind::latin_hypercube;
    if (entry.key.value == "sobol") file_.design = DesignKind::sobol;
    const YamlMapping mapping(entry.value, "'" + entry.key.value + "'", {"samples", "seed"}, log_);
    const auto samples = mapping.whole_number("samples", Need::required);
    const auto seed = mapping.whole_number("seed", Need::required);
    if (samples && samples->value < 1) {
      log_.error(samples->where, fmt::format("'samples' is {} (at least 1)", samples->value));
    } else if (samples) {
      file_.n_samples = static_cast<std::uint64_t>(samples->value);
    }
    if (seed && seed->value < 0) log_.error(seed->where, "'seed' is negative (0 or more)");
    if (seed) file_.seed = static_cast<std::uint64_t>(seed->value);
  }

  void read_table(const YamlNode& node) {
    file_.design = DesignKind::list;
    const auto name = read_text(node, "'table'", log_);
    if (!name) return;
    const auto path = std::filesystem::path(file_.path).parent_path() / name->value;
    try {
      if (file_.table_text.empty()) file_.table_text = read_text_file(path.string());
    } catch (const IoError& error) {
      log_.error(name->where, error.what());
      return;
    }
    file_.vary = parse_sweep_table(file_.table_text, path.string(), log_);
  }

  SweepFile& file_;
  DiagnosticLog& log_;
};

RecordSpec read_record(const YamlMapping& top, DiagnosticLog& log) {
  RecordSpec record;
  const YamlNode* node = top.find("record", Need::required);
  if (node == nullptr) return record;
  const YamlMapping mapping(*node, "'record'", {"time_courses", "summary", "quantiles"}, log);
  if (const YamlNode* courses = mapping.find("time_courses")) {
    if (courses->text() == "all") {
      record.time_courses = RecordSpec::TimeCourses::all;
    } else if (courses->text() != "none") {
      record.time_courses = RecordSpec::TimeCourses::listed;
      record.observables = read_names(*courses, "'time_courses'", log);
    }
  }
  for (const YamlEntry& entry : mapping.entries("summary")) {
    SummaryEntry summary{entry.key, {}};
    for (const YamlNode& item : read_list(entry.value)) {
      if (auto text = read_text(item, "a summary", log)) summary.statistics.push_back(*text);
    }
    record.summaries.push_back(std::move(summary));
  }
  for (const YamlNode& item : mapping.items("quantiles")) {
    const auto quantile = read_number(item, "a quantile", log);
    if (!quantile) continue;
    if (!(quantile->value >= 0.0 && quantile->value <= 1.0)) {
      log.error(quantile->where,
                fmt::format("quantile {} is no probability (0 to 1)", quantile->value));
    } else if (!record.quantiles.empty() && quantile->value <= record.quantiles.back()) {
      log.error(quantile->where, fmt::format("quantile {} is not above the one before ({})",
                                             quantile->value, record.quantiles.back()));
    } else {
      record.quantiles.push_back(quantile->value);
    }
  }
  if (record.time_courses == RecordSpec::TimeCourses::none && record.summaries.empty()) {
    log.error(mapping.where(), "'record' keeps nothing (name time_courses or a summary)");
  }
  return record;
}

LimitSpec read_limits(const YamlMapping& top, DiagnosticLog& log) {
  LimitSpec limits;
  const YamlNode* node = top.find("limits");
  if (node == nullptr) return limits;
  const YamlMapping mapping(*node, "'limits'", {"max_steps", "time_limit"}, log);
  if (const auto steps = mapping.whole_number("max_steps")) {
    limits.max_steps = steps->value;
    if (steps->value < 1) {
      log.error(steps->where, fmt::format("'max_steps' is {} (at least 1)", steps->value));
    }
  }
  if (const auto time = mapping.quantity("time_limit", time_dimension)) {
    limits.time_limit = time->value.coherent();
    if (!(*limits.time_limit > 0.0)) {
      log.error(time->where, fmt::format("'time_limit' is {} (above 0)", time->value.value));
    }
  }
  return limits;
}

/// A file of another kind would only be said to lack all that a sweep has.
void refuse_other_format(const YamlNode& root, DiagnosticLog& log) {
  if (!root.is_mapping()) return;
  for (const YamlEntry& entry : root.entries()) {
    if (entry.key.value != "format" || !entry.value.is_scalar()) continue;
    if (entry.value.text() == format_name) continue;
    log.error(entry.value.where(),
              fmt::format("format is '{}' ('{}' is expected){}", entry.value.text(), format_name,
                          entry.value.text().starts_with("sigdyn-scenario/")
                              ? ", did you mean 'sigdyn run'?"
                              : ""));
  }
  log.throw_if_errors();
}

/// What depends on design and axes together.
void check_axes(const SweepFile& file, DiagnosticLog& log) {
  const bool wants_levels = file.design == DesignKind::grid || file.design == DesignKind::list;
  for (const VaryEntry& entry : file.vary) {
    if (is_sampled(entry.form) == wants_levels && !entry.values.empty()) {
      log.error(entry.target.where,
                fmt::format("'{}' gives {} where the design takes {}", entry.target.value,
                            wants_levels ? "a range to sample" : "levels",
                            wants_levels ? "levels (values, linear or log with points)"
                                         : "a range (uniform or log_uniform)"));
    }
    const std::size_t n = entry.n_points > 0 ? entry.n_points : entry.values.size();
    const VaryEntry& first = file.vary.front();
    const std::size_t n_first = first.n_points > 0 ? first.n_points : first.values.size();
    if (file.design == DesignKind::list && n != n_first) {
      log.error(entry.target.where,
                fmt::format("'{}' has {} values where '{}' has {} (a list takes "
                            "them together)",
                            entry.target.value, n, first.target.value, n_first));
    }
  }
}

}  // namespace

SweepFile load_sweep_file(const std::string& path) {
  return parse_sweep_file(read_text_file(path), path);
}

SweepFile parse_sweep_file(const std::string& text, const std::string& path,
                           const std::string& table_text) {
  DiagnosticLog log;
  SweepFile file;
  file.path = path;
  file.text = text;
  file.table_text = table_text;
  const YamlNode root = parse_yaml(text, path, log);
  refuse_other_format(root, log);
  const YamlMapping top(
      root, "the sweep",
      {"format", "id", "title", "question", "scenario", "design", "vary", "record", "limits"}, log);
  static_cast<void>(top.text("format", Need::required));
  if (const auto id = top.name("id", Need::required)) file.id = id->value;
  if (const auto title = top.text("title")) file.title = title->value;
  if (const auto question = top.text("question")) file.question = question->value;
  if (const auto scenario = top.text("scenario", Need::required)) file.scenario = *scenario;
  DesignReader(file, log).read(top);
  for (const YamlEntry& entry : top.entries("vary")) {
    file.vary.push_back(read_vary_entry(entry, log));
  }
  if (file.vary.empty() && !log.has_errors()) {
    log.error(top.where(), "nothing varies (give at least one entry of 'vary')");
  }
  file.record = read_record(top, log);
  file.limits = read_limits(top, log);
  check_axes(file, log);
  log.throw_if_errors();
  return file;
}

}  // namespace sigdyn
