#include "yaml/mapping.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/contract.hpp"

namespace sigdyn {
namespace {

std::string found(const YamlNode& node) {
  switch (node.kind()) {
    case YamlKind::null:
      return "nothing";
    case YamlKind::scalar:
      return "'" + node.text() + "'";
    case YamlKind::sequence:
      return "a list";
    case YamlKind::mapping:
      return "a mapping";
  }
  return "nothing";
}

std::nullopt_t expected(const char* kind, const YamlNode& node, const std::string& what,
                        DiagnosticLog& log) {
  log.error(node.where(), fmt::format("{}: expected {}, found {}", what, kind, found(node)));
  return std::nullopt;
}

}  // namespace

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

std::optional<Located<std::string>> read_text(const YamlNode& node, const std::string& what,
                                              DiagnosticLog& log) {
  if (!node.is_scalar()) return expected("text", node, what, log);
  return Located<std::string>{node.text(), node.where()};
}

std::optional<Located<std::string>> read_name(const YamlNode& node, const std::string& what,
                                              DiagnosticLog& log) {
  if (!node.is_scalar() || !is_name(node.text())) {
    return expected("a name (letters, digits and '_', not a digit first)", node, what, log);
  }
  return Located<std::string>{node.text(), node.where()};
}

std::optional<Located<double>> read_number(const YamlNode& node, const std::string& what,
                                           DiagnosticLog& log) {
  if (!node.is_scalar()) return expected("a number", node, what, log);
  std::string_view text = node.text();
  if (text.starts_with('+')) text.remove_prefix(1);  // from_chars takes none
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const bool is_special = text == ".nan" || text == ".inf" || text == "-.inf" || text == ".NaN";
  if (is_special || error == std::errc::result_out_of_range ||
      (error == std::errc{} && rest == end && !std::isfinite(value))) {
    return expected("a finite number", node, what, log);
  }
  if (error != std::errc{} || rest != end) return expected("a number", node, what, log);
  return Located<double>{value, node.where()};
}

std::optional<Located<long>> read_whole_number(const YamlNode& node, const std::string& what,
                                               DiagnosticLog& log) {
  if (!node.is_scalar()) return expected("a whole number", node, what, log);
  const std::string& text = node.text();
  long value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end) return expected("a whole number", node, what, log);
  return Located<long>{value, node.where()};
}

std::optional<Located<bool>> read_bool(const YamlNode& node, const std::string& what,
                                       DiagnosticLog& log) {
  if (!node.is_scalar() || (node.text() != "true" && node.text() != "false")) {
    return expected("true or false", node, what, log);
  }
  return Located<bool>{node.text() == "true", node.where()};
}

std::optional<Located<Unit>> read_unit(const YamlNode& node, const std::string& what,
                                       DiagnosticLog& log) {
  if (!node.is_scalar()) return expected("a unit", node, what, log);
  std::string reason;
  const auto unit = parse_unit(node.text(), &reason);
  if (!unit) {
    log.error(node.where(), what + ": " + reason);
    return std::nullopt;
  }
  return Located<Unit>{*unit, node.where()};
}

std::optional<Located<Quantity>> read_quantity(const YamlNode& node, const std::string& what,
                                               DiagnosticLog& log) {
  if (!node.is_scalar()) return expected("a number with a unit", node, what, log);
  std::string reason;
  const auto quantity = parse_quantity(node.text(), &reason);
  if (!quantity) {
    log.error(node.where(), what + ": " + reason);
    return std::nullopt;
  }
  return Located<Quantity>{*quantity, node.where()};
}

std::optional<Located<Quantity>> read_quantity(const YamlNode& node, Dimension dimension,
                                               const std::string& what, DiagnosticLog& log) {
  auto quantity = read_quantity(node, what, log);
  if (!quantity || quantity->value.unit.dimension == dimension) return quantity;
  if (quantity->value.value == 0.0 && quantity->value.unit.dimension == dimensionless) {
    quantity->value.unit = {"1", dimension, 1.0};
    return quantity;
  }
  log.error(node.where(), fmt::format("{}: expected a quantity of dimension {}, found '{}' ({})",
                                      what, to_string(dimension), node.text(),
                                      to_string(quantity->value.unit.dimension)));
  return std::nullopt;
}

std::vector<YamlNode> read_list(const YamlNode& node) {
  if (node.is_sequence()) return {node.items().begin(), node.items().end()};
  return {node};
}

std::vector<Located<std::string>> read_names(const YamlNode& node, const std::string& what,
                                             DiagnosticLog& log) {
  std::vector<Located<std::string>> names;
  for (const YamlNode& item : read_list(node)) {
    if (auto name = read_name(item, what, log)) names.push_back(*std::move(name));
  }
  return names;
}

YamlMapping::YamlMapping(YamlNode node, std::string what, std::vector<std::string_view> known_keys,
                         DiagnosticLog& log)
    : node_(std::move(node)),
      what_(std::move(what)),
      known_keys_(known_keys.begin(), known_keys.end()),
      log_(&log) {
  if (!node_.is_mapping()) expected("a mapping (key: value)", node_, what_, log);
  for (const auto& [key, value] : node_.entries()) {
    if (std::find(known_keys_.begin(), known_keys_.end(), key.value) == known_keys_.end()) {
      log.error(key.where, fmt::format("{}: unknown key '{}'{}", what_, key.value,
                                       suggestion(key.value, known_keys_)));
    }
  }
}

const YamlNode* YamlMapping::find(std::string_view key) const {
  SIGDYN_EXPECTS(std::find(known_keys_.begin(), known_keys_.end(), key) != known_keys_.end());
  for (const YamlEntry& entry : node_.entries()) {
    if (entry.key.value == key) return &entry.value;
  }
  return nullptr;
}

const YamlNode* YamlMapping::find(std::string_view key, Need need) const {
  const YamlNode* value = find(key);
  if (value != nullptr && value->is_null()) {
    log_->error(value->where(), name_of(key) + ": the value is missing");
    return nullptr;
  }
  if (value == nullptr && need == Need::required && node_.is_mapping()) {
    log_->error(node_.where(), fmt::format("{}: missing key '{}'", what_, key));
  }
  return value;
}

std::string YamlMapping::name_of(std::string_view key) const {
  return fmt::format("'{}' of {}", key, what_);
}

std::optional<Located<std::string>> YamlMapping::text(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_text(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<std::string>> YamlMapping::name(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_name(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<double>> YamlMapping::number(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_number(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<long>> YamlMapping::whole_number(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_whole_number(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<bool>> YamlMapping::boolean(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_bool(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<Unit>> YamlMapping::unit(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_unit(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<Quantity>> YamlMapping::quantity(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_quantity(*node, name_of(key), *log_) : std::nullopt;
}

std::optional<Located<Quantity>> YamlMapping::quantity(std::string_view key, Dimension dimension,
                                                       Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_quantity(*node, dimension, name_of(key), *log_) : std::nullopt;
}

std::vector<Located<std::string>> YamlMapping::names(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  return node != nullptr ? read_names(*node, name_of(key), *log_)
                         : std::vector<Located<std::string>>{};
}

std::span<const YamlEntry> YamlMapping::entries(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  if (node == nullptr) return {};
  if (!node->is_mapping()) expected("a mapping (key: value)", *node, name_of(key), *log_);
  return node->entries();
}

std::span<const YamlNode> YamlMapping::items(std::string_view key, Need need) const {
  const YamlNode* node = find(key, need);
  if (node == nullptr) return {};
  if (!node->is_sequence()) expected("a list", *node, name_of(key), *log_);
  return node->items();
}

}  // namespace sigdyn
