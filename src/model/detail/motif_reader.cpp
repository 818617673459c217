#include "model/detail/motif_reader.hpp"

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

/// The keys of a motif with the two that all have.
std::vector<std::string_view> with_common(std::initializer_list<std::string_view> keys) {
  std::vector<std::string_view> all(keys);
  all.emplace_back("id");
  all.emplace_back("in");
  return all;
}

}  // namespace

MotifReader::MotifReader(const YamlEntry& motif, std::initializer_list<std::string_view> keys,
                         DiagnosticLog& log)
    : mapping_(motif.value, motif.key.value, with_common(keys), log),
      log_(log),
      where_(motif.key.where) {
  if (const auto id = mapping_.name("id")) id_ = id->value;
  in_ = mapping_.name("in");
}

LocatedName MotifReader::name(std::string_view key) {
  auto found = mapping_.name(key, Need::required);
  if (!found) is_complete_ = false;
  return found ? *std::move(found) : LocatedName{"", where_};
}

Names MotifReader::names(std::string_view key) {
  Names found = mapping_.names(key, Need::required);
  if (found.empty()) is_complete_ = false;
  return found;
}

Names MotifReader::names(std::string_view key, std::size_t n) {
  Names found = names(key);
  if (!found.empty() && found.size() != n) {
    fail(fmt::format("'{}' needs {} names, found {}", key, n, found.size()));
  }
  found.resize(n, LocatedName{"", where_});
  return found;
}

std::vector<WeightedName> MotifReader::weighted(std::string_view key) {
  std::vector<WeightedName> found;
  const YamlNode* node = mapping_.find(key, Need::required);
  if (node == nullptr) {
    is_complete_ = false;
    return found;
  }
  if (!node->is_mapping()) {
    for (LocatedName& name : names(key)) found.push_back({std::move(name), std::nullopt});
    return found;
  }
  for (const YamlEntry& entry : node->entries()) {
    WeightedName state{entry.key, std::nullopt};
    const bool is_one = entry.value.is_scalar() && entry.value.text() == "1";
    if (!is_one) {
      state.factor = read_name(entry.value,
                               fmt::format("'{}' of {}: the factor of '{}' (1 or a parameter)", key,
                                           mapping_.what(), entry.key.value),
                               log_);
      if (!state.factor) is_complete_ = false;
    }
    found.push_back(std::move(state));
  }
  if (found.empty()) fail(fmt::format("'{}' is empty", key));
  return found;
}

void MotifReader::fail(const std::string& reason) {
  log_.error(where_, mapping_.what() + ": " + reason);
  is_complete_ = false;
}

LocatedName MotifReader::complex(std::string_view key, const Names& parts, std::size_t home) {
  return complex(mapping_.name(key), parts, home);
}

LocatedName MotifReader::complex(const std::optional<LocatedName>& given, const Names& parts,
                                 std::size_t home) {
  LocatedName name{"", where_};
  if (given) {
    name = *given;
  } else {
    for (const LocatedName& part : parts)
      name.value += (name.value.empty() ? "" : "_") + part.value;
  }
  expansion_.complexes.push_back({name, parts, parts[home]});
  return name;
}

void MotifReader::step(const std::string& default_name, std::string_view suffix,
                       std::vector<StepTerm> left, std::vector<StepTerm> right, Names rate) {
  std::string name = id_.empty() ? default_name : id_;
  if (!id_.empty() && !suffix.empty()) name += fmt::format("_{}", suffix);
  expansion_.steps.push_back(
      {std::move(name), where_, std::move(left), std::move(right), std::move(rate), in_});
}

void MotifReader::reversible(const std::string& default_name, std::string_view suffix,
                             const std::vector<StepTerm>& left, const std::vector<StepTerm>& right,
                             Names rate, Names reverse_rate) {
  step(default_name, suffix, left, right, std::move(rate));
  const std::string reverse = suffix.empty() ? "reverse" : fmt::format("{}_reverse", suffix);
  step(default_name + "_reverse", reverse, right, left, std::move(reverse_rate));
}

Expansion MotifReader::result() && {
  if (!is_complete_) return {};
  return std::move(expansion_);
}

std::vector<StepTerm> one_of_each(const Names& names) {
  std::vector<StepTerm> terms;
  for (const LocatedName& name : names) {
    bool is_new = true;
    for (StepTerm& term : terms) {
      if (term.species.value != name.value) continue;
      ++term.count;
      is_new = false;
    }
    if (is_new) terms.push_back({name, 1});
  }
  return terms;
}

}  // namespace sigdyn::detail
