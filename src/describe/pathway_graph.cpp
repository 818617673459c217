#include "describe/pathway_graph.hpp"

#include <algorithm>
#include <map>
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
      points.push_back({left, right, false});
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

}  // namespace

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
