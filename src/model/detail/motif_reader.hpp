/// What the motifs have in common: their keys, the names of their steps and complexes.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/detail/step.hpp"
#include "yaml/mapping.hpp"

namespace sigdyn::detail {

using Names = std::vector<LocatedName>;

/// A member with its weight: a promoter state and its fold factor. No factor means 1.
struct WeightedName {
  LocatedName name;
  std::optional<LocatedName> factor;
};

/// Reads the keys of one motif and collects its steps. Once a required key is missing or wrong,
/// `is_complete()` is false and the names read are empty.
class MotifReader {
 public:
  /// `keys` besides `id` and `in`.
  MotifReader(const YamlEntry& motif, std::initializer_list<std::string_view> keys,
              DiagnosticLog& log);

  bool has(std::string_view key) const { return mapping_.has(key); }
  LocatedName name(std::string_view key);            ///< required
  Names names(std::string_view key);                 ///< required, one or a list
  Names names(std::string_view key, std::size_t n);  ///< required, exactly n of them
  Names optional_names(std::string_view key) { return mapping_.names(key); }

  /// Required: a name, or a mapping of names to 1 or a factor.
  std::vector<WeightedName> weighted(std::string_view key);

  bool is_complete() const { return is_complete_; }
  void fail(const std::string& reason);

  /// The species under `key` or, without it, the parts joined by '_'; noted as one the motif makes.
  LocatedName complex(std::string_view key, const Names& parts, std::size_t home = 0);
  LocatedName complex(const std::optional<LocatedName>& given, const Names& parts,
                      std::size_t home = 0);

  /// Adds a step called ID_suffix if the motif has an id, else by its default name.
  void step(const std::string& default_name, std::string_view suffix, std::vector<StepTerm> left,
            std::vector<StepTerm> right, Names rate);

  /// A step and its reverse.
  void reversible(const std::string& default_name, std::string_view suffix,
                  const std::vector<StepTerm>& left, const std::vector<StepTerm>& right, Names rate,
                  Names reverse_rate);

  /// Empty if anything was wrong.
  Expansion result() &&;

 private:
  YamlMapping mapping_;
  DiagnosticLog& log_;
  SourceLocation where_;
  std::string id_;
  std::optional<LocatedName> in_;
  Expansion expansion_;
  bool is_complete_ = true;
};

/// One molecule of each.
std::vector<StepTerm> one_of_each(const Names& names);

}  // namespace sigdyn::detail
