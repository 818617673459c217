#include "describe/pathway_graph.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace sigdyn {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

using Side = std::map<std::uint32_t, double>;

Side side_of(const std::vector<Term>& terms) {
  Side side;
  for (const Term& term : terms) side[term.species.index] += term.count;
  return side;
}

/// One point of the picture: a reaction, or two that run against each other.
struct Point {
  std::string name;
  Side left;
  Side right;
  bool is_reversible = false;
};

std::vector<Point> points_of(const Network& network) {
  std::vector<Point> points;
  std::map<std::pair<Side, Side>, std::size_t> known;
  for (const Reaction& reaction : network.reactions) {
    const Side left = side_of(reaction.reactants);
    const Side right = side_of(reaction.products);
    if (const auto reverse = known.find({right, left}); reverse != known.end()) {
      points[reverse->second].is_reversible = true;
    } else if (known.try_emplace({left, right}, points.size()).second) {
      points.push_back({reaction.name, left, right, false});
    }
  }
  return points;
}

std::string edges_of(const Network& network, const Point& point, std::size_t number) {
  std::string text;
  const auto name = [&](std::uint32_t index) { return quoted(network.species[index].name); };
  const char* back = point.is_reversible ? " [dir=back, arrowsize=0.5]" : " [dir=none]";
  for (const auto& [index, count] : point.left) {
    if (point.right.contains(index)) {
      text += fmt::format("  {} -> r{} [style=dashed, dir=none];\n", name(index), number);
    } else {
      text += fmt::format("  {} -> r{}{};\n", name(index), number, back);
    }
  }
  for (const auto& [index, count] : point.right) {
    const auto taken = point.left.find(index);
    const bool is_given_back = taken != point.left.end() && taken->second == count;
    if (!is_given_back) text += fmt::format("  r{} -> {};\n", number, name(index));
  }
  return text;
}

bool contains(const std::vector<SpeciesId>& species, SpeciesId id) {
  return std::find(species.begin(), species.end(), id) != species.end();
}

/// How a species takes part in the steps.
struct Roles {
  std::vector<std::size_t> made_in;    ///< bindings that make it, and it alone
  std::vector<std::size_t> splits_in;  ///< steps that take it alone apart, for good
  bool has_other = false;
};

std::map<std::uint32_t, Roles> roles_in(const std::vector<PathwayStep>& steps) {
  std::map<std::uint32_t, Roles> roles;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PathwayStep& step = steps[i];
    const bool is_plain = step.catalysts.empty();
    const bool is_binding = is_plain && step.from.size() == 2 && step.to.size() == 1;
    const bool is_split = is_plain && step.from.size() == 1 && !step.is_reversible;
    for (const SpeciesId id : step.catalysts) roles[id.index].has_other = true;
    for (const SpeciesId id : step.from) {
      Roles& role = roles[id.index];
      if (is_split) role.splits_in.push_back(i);
      if (!is_split) role.has_other = true;
    }
    for (const SpeciesId id : step.to) {
      Roles& role = roles[id.index];
      if (is_binding) role.made_in.push_back(i);
      if (!is_binding) role.has_other = true;
    }
  }
  return roles;
}

/// S -> P by E; nothing if the complex does not give one of its two parts back.
std::optional<PathwayStep> catalysis(const PathwayStep& binding, const PathwayStep& release) {
  PathwayStep step{.name = release.name};
  for (const SpeciesId id : binding.from) {
    (contains(release.to, id) ? step.catalysts : step.from).push_back(id);
  }
  for (const SpeciesId id : release.to) {
    if (!contains(binding.from, id)) step.to.push_back(id);
  }
  if (step.catalysts.size() != 1 || step.to.empty()) return std::nullopt;
  return step;
}

}  // namespace

std::vector<PathwayStep> pathway_steps(const Network& network) {
  std::vector<PathwayStep> steps;
  for (const Point& point : points_of(network)) {
    PathwayStep step{.name = point.name, .is_reversible = point.is_reversible};
    for (const auto& [index, count] : point.left) {
      const auto back = point.right.find(index);
      const bool is_catalyst = back != point.right.end() && back->second == count;
      (is_catalyst ? step.catalysts : step.from).push_back(SpeciesId{index});
    }
    for (const auto& [index, count] : point.right) {
      if (!contains(step.catalysts, SpeciesId{index})) step.to.push_back(SpeciesId{index});
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<PathwayStep> without_enzyme_complexes(const std::vector<PathwayStep>& steps) {
  std::vector<std::optional<PathwayStep>> kept(steps.begin(), steps.end());
  for (const auto& [index, role] : roles_in(steps)) {
    if (role.has_other || role.made_in.size() != 1 || role.splits_in.empty()) continue;
    const std::size_t binding = role.made_in.front();
    std::vector<std::optional<PathwayStep>> merged;
    for (const std::size_t i : role.splits_in)
      merged.push_back(catalysis(steps[binding], steps[i]));
    if (std::find(merged.begin(), merged.end(), std::nullopt) != merged.end()) continue;
    kept[binding].reset();
    for (std::size_t i = 0; i < merged.size(); ++i) kept[role.splits_in[i]] = merged[i];
  }
  std::vector<PathwayStep> result;
  for (auto& step : kept) {
    if (step) result.push_back(std::move(*step));
  }
  return result;
}

std::string to_dot(const Network& network) {
  std::string text = "digraph " + quoted(network.id) +
                     " {\n  rankdir=LR;\n"
                     "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=10];\n";
  for (std::size_t c = 0; c < network.compartments.size(); ++c) {
    text += fmt::format("  subgraph cluster_{} {{\n    label={}; color=gray;\n", c,
                        quoted(network.compartments[c].name));
    for (const Species& species : network.species) {
      if (species.compartment.index == c) text += "    " + quoted(species.name) + ";\n";
    }
    text += "  }\n";
  }
  const std::vector<Point> points = points_of(network);
  for (std::size_t i = 0; i < points.size(); ++i) {
    text += fmt::format("  r{} [shape=point];\n", i) + edges_of(network, points[i], i);
  }
  return text + "}\n";
}

}  // namespace sigdyn
