/// A YAML value that knows where it stands: scalar, sequence or mapping, read-only.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/located.hpp"

namespace sigdyn {

struct YamlEntry;
struct YamlContent;

enum class YamlKind { null, scalar, sequence, mapping };

/// Cheap to copy; the content is shared. Scalars stay text: `NO` and `0x10` are what was written,
/// and whoever asks for a number gets one or an error with the place (see yaml/mapping.hpp).
class YamlNode {
 public:
  /// Null, at no known place.
  YamlNode();
  explicit YamlNode(std::shared_ptr<const YamlContent> content);

  YamlKind kind() const;
  bool is_null() const { return kind() == YamlKind::null; }
  bool is_scalar() const { return kind() == YamlKind::scalar; }
  bool is_sequence() const { return kind() == YamlKind::sequence; }
  bool is_mapping() const { return kind() == YamlKind::mapping; }

  const SourceLocation& where() const;

  /// The place of character `offset` of a scalar that stands on one line.
  SourceLocation where(std::size_t offset) const;

  /// Of a scalar; empty for all else.
  const std::string& text() const;

  /// Of a sequence; empty for all else.
  std::span<const YamlNode> items() const;

  /// Of a mapping, in the order of the file, each key once; empty for all else.
  std::span<const YamlEntry> entries() const;

 private:
  std::shared_ptr<const YamlContent> content_;
};

struct YamlEntry {
  Located<std::string> key;
  YamlNode value;
};

struct YamlContent {
  YamlKind kind = YamlKind::null;
  SourceLocation where;
  bool is_quoted = false;
  std::string text;
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;
  std::size_t n_nodes = 1;  ///< with all below it, aliases written out
  std::size_t depth = 1;    ///< likewise
};

}  // namespace sigdyn
