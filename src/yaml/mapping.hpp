/// Typed access to YAML: each function gives the value, or adds an error with its place and gives
/// nothing, so that a reader goes on and finds all mistakes of a file.
///
///     DiagnosticLog log;
///     const YamlNode root = parse_yaml(text, "m.yaml", log);
///     YamlMapping top(root, "the model", {"id", "title", "size", "genes", "species"}, log);
///     const auto id = top.name("id", Need::required);           // optional<Located<string>>
///     const auto size = top.quantity("size", volume_dimension); // optional<Located<Quantity>>
///     const auto genes = top.names("genes");                    // one name or a list of names
///     for (const YamlEntry& entry : top.entries("species")) {   // in the order of the file
///       YamlMapping species(entry.value, "species '" + entry.key.value + "'", {"in"}, log);
///     }
///     log.throw_if_errors();
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/located.hpp"
#include "base/units.hpp"
#include "yaml/node.hpp"

namespace sigdyn {

enum class Need { optional, required };

/// A letter or underscore, then letters, digits, underscores.
bool is_name(std::string_view text);

/// `what` begins the message, e.g. "'initial' of species 'IGF1'".
std::optional<Located<std::string>> read_text(const YamlNode& node, const std::string& what,
                                              DiagnosticLog& log);
std::optional<Located<std::string>> read_name(const YamlNode& node, const std::string& what,
                                              DiagnosticLog& log);
std::optional<Located<double>> read_number(const YamlNode& node, const std::string& what,
                                           DiagnosticLog& log);  ///< finite
std::optional<Located<long>> read_whole_number(const YamlNode& node, const std::string& what,
                                               DiagnosticLog& log);
std::optional<Located<bool>> read_bool(const YamlNode& node, const std::string& what,
                                       DiagnosticLog& log);  ///< true or false
std::optional<Located<Unit>> read_unit(const YamlNode& node, const std::string& what,
                                       DiagnosticLog& log);
std::optional<Located<Quantity>> read_quantity(const YamlNode& node, const std::string& what,
                                               DiagnosticLog& log);

/// Of this dimension; 0 may be written without a unit.
std::optional<Located<Quantity>> read_quantity(const YamlNode& node, Dimension dimension,
                                               const std::string& what, DiagnosticLog& log);

/// A list, or one value that stands for a list of one.
std::vector<YamlNode> read_list(const YamlNode& node);
std::vector<Located<std::string>> read_names(const YamlNode& node, const std::string& what,
                                             DiagnosticLog& log);

/// A mapping with a known set of keys. Unknown keys are reported at construction, with the nearest
/// known one; so is a value that is no mapping, which then reads as an empty one.
class YamlMapping {
 public:
  YamlMapping(YamlNode node, std::string what, std::vector<std::string_view> known_keys,
              DiagnosticLog& log);

  const SourceLocation& where() const { return node_.where(); }
  const std::string& what() const { return what_; }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// The value of `key`, null pointer if absent. Expects one of the known keys.
  const YamlNode* find(std::string_view key) const;

  /// Reports a missing key. A key without a value counts as missing.
  const YamlNode* find(std::string_view key, Need need) const;

  std::optional<Located<std::string>> text(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<std::string>> name(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<double>> number(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<long>> whole_number(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<bool>> boolean(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<Unit>> unit(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<Quantity>> quantity(std::string_view key, Need need = Need::optional) const;
  std::optional<Located<Quantity>> quantity(std::string_view key, Dimension dimension,
                                            Need need = Need::optional) const;
  std::vector<Located<std::string>> names(std::string_view key, Need need = Need::optional) const;

  /// The entries of the mapping under `key`; none if it is absent or (reported) no mapping.
  std::span<const YamlEntry> entries(std::string_view key, Need need = Need::optional) const;

  /// The items of the list under `key`; none if it is absent or (reported) no list.
  std::span<const YamlNode> items(std::string_view key, Need need = Need::optional) const;

 private:
  std::string name_of(std::string_view key) const;

  YamlNode node_;
  std::string what_;
  std::vector<std::string> known_keys_;
  DiagnosticLog* log_;
};

}  // namespace sigdyn
