#include "scenario/detail/read_treatment.hpp"

#include <utility>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

/// More repeats than any protocol needs; a typing error would otherwise fill the memory.
constexpr long most_repeats = 100'000;

std::string in(const std::string& what, std::string_view key) {
  return fmt::format("'{}' of {}", key, what);
}

std::vector<NamedQuantity> read_quantities(const YamlMapping& mapping, std::string_view key,
                                           DiagnosticLog& log) {
  std::vector<NamedQuantity> quantities;
  for (const YamlEntry& entry : mapping.entries(key)) {
    const auto value =
        read_quantity(entry.value, fmt::format("{} '{}'", key, entry.key.value), log);
    if (value) quantities.push_back({entry.key, *value});
  }
  return quantities;
}

/// `{name: argument}`, `[name, name]` or `name`; `{name: default}` and a list take the default.
std::vector<AppliedPerturbation> read_applied(const YamlMapping& mapping, DiagnosticLog& log) {
  std::vector<AppliedPerturbation> applied;
  const YamlNode* node = mapping.find("apply", Need::optional);
  if (node == nullptr || node->is_null()) return applied;
  if (!node->is_mapping()) {
    for (auto& name : read_names(*node, in(mapping.what(), "apply"), log)) {
      applied.push_back({std::move(name), std::nullopt});
    }
    return applied;
  }
  for (const YamlEntry& entry : node->entries()) {
    if (entry.value.text() == "default") {
      applied.push_back({entry.key, std::nullopt});
      continue;
    }
    const auto value = read_quantity(entry.value, fmt::format("apply '{}'", entry.key.value), log);
    if (value) applied.push_back({entry.key, *value});
  }
  return applied;
}

void read_repeat(const YamlMapping& entry, ProtocolEntry& result, DiagnosticLog& log) {
  const YamlNode* node = entry.find("repeat", Need::optional);
  if (node == nullptr || node->is_null()) return;
  const YamlMapping repeat(*node, in(entry.what(), "repeat"), {"every", "times"}, log);
  const YamlNode* every = repeat.find("every", Need::required);
  if (every != nullptr && !every->is_null()) {
    result.repeat_every = read_time(*every, in(repeat.what(), "every"), log);
    if (result.repeat_every && result.repeat_every->value.value == 0.0) {
      log.error(result.repeat_every->where, fmt::format("{} is 0 (repeats need time between them)",
                                                        in(repeat.what(), "every")));
    }
  }
  const auto times = repeat.whole_number("times", Need::required);
  if (!times) return;
  if (times->value < 1 || times->value > most_repeats) {
    log.error(times->where, fmt::format("{} is {} (expected 1 to {}, the total number)",
                                        in(repeat.what(), "times"), times->value, most_repeats));
    return;
  }
  result.repeat_times = static_cast<int>(times->value);
}

bool is_empty(const Treatment& treatment) {
  return treatment.set.empty() && treatment.dose.empty() && treatment.apply.empty();
}

Arm read_arm(const YamlEntry& entry, DiagnosticLog& log) {
  Arm arm;
  arm.name = entry.key;
  if (entry.value.is_null()) return arm;
  const std::string what = fmt::format("arm '{}'", entry.key.value);
  const YamlMapping mapping(entry.value, what, {"apply", "set", "dose", "before", "protocol"}, log);
  arm.at_start = read_treatment(mapping, log);
  arm.protocol = read_protocol(mapping, log);
  const YamlNode* before = mapping.find("before", Need::optional);
  if (before != nullptr && !before->is_null()) {
    arm.before = read_treatment(
        YamlMapping(*before, in(what, "before"), {"apply", "set", "dose"}, log), log);
  }
  return arm;
}

}  // namespace

std::optional<Located<Quantity>> read_time(const YamlNode& node, const std::string& what,
                                           DiagnosticLog& log) {
  auto time = read_quantity(node, what, log);
  if (!time) return std::nullopt;
  const Dimension dimension = time->value.unit.dimension;
  if (dimension != time_dimension && dimension != dimensionless) {
    log.error(time->where, fmt::format("{}: expected a time, found '{}' ({})", what, node.text(),
                                       to_string(dimension)));
    return std::nullopt;
  }
  if (time->value.value < 0.0) {
    log.error(time->where,
              fmt::format("{} is before 0: '{}' (a scenario starts at t = 0)", what, node.text()));
    return std::nullopt;
  }
  return time;
}

Treatment read_treatment(const YamlMapping& mapping, DiagnosticLog& log) {
  return {read_quantities(mapping, "set", log), read_quantities(mapping, "dose", log),
          read_applied(mapping, log)};
}

std::vector<ProtocolEntry> read_protocol(const YamlMapping& mapping, DiagnosticLog& log) {
  std::vector<ProtocolEntry> protocol;
  for (const YamlNode& item : mapping.items("protocol")) {
    const std::string what = fmt::format("protocol entry {}", protocol.size() + 1);
    const YamlMapping entry(item, what, {"at", "set", "dose", "apply", "repeat"}, log);
    ProtocolEntry& result = protocol.emplace_back();
    const YamlNode* at = entry.find("at", Need::required);
    if (at != nullptr && !at->is_null()) {
      if (auto time = read_time(*at, in(what, "at"), log)) result.at = *time;
    }
    result.treatment = read_treatment(entry, log);
    read_repeat(entry, result, log);
    const bool is_named = entry.has("set") || entry.has("dose") || entry.has("apply");
    if (item.is_mapping() && !is_named && is_empty(result.treatment)) {
      log.error(entry.where(), what + " does nothing (expected 'set', 'dose' or 'apply')");
    }
  }
  return protocol;
}

std::vector<Arm> read_arms(const YamlMapping& mapping, DiagnosticLog& log) {
  std::vector<Arm> arms;
  for (const YamlEntry& entry : mapping.entries("arms")) arms.push_back(read_arm(entry, log));
  if (arms.empty()) {
    arms.emplace_back();
    arms.back().name = {"run", mapping.where()};
  }
  return arms;
}

}  // namespace sigdyn::detail
