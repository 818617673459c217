#include "plot/arm_doses.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"

namespace sigdyn {
namespace {

/// One thing that is done to an arm.
struct Item {
  std::string name;
  std::string when;  ///< "" at the start, "before", "at 3600 s"
  bool has_value = false;
  Quantity value{};
};

std::string text_of(const Item& item) {
  std::string text = item.name;
  if (item.has_value) text += fmt::format(" {:.6g}", item.value.value);
  if (item.has_value && item.value.unit.text != "1") text += " " + item.value.unit.text;
  return item.when.empty() ? text : text + " " + item.when;
}

void add_items(std::vector<Item>& items, const Treatment& treatment, const std::string& when) {
  for (const auto* list : {&treatment.set, &treatment.dose}) {
    for (const NamedQuantity& entry : *list) {
      items.push_back({entry.name.value, when, true, entry.value.value});
    }
  }
  for (const AppliedPerturbation& entry : treatment.apply) {
    const bool has_value = entry.argument.has_value();
    items.push_back(
        {entry.name.value, when, has_value, has_value ? entry.argument->value : Quantity{}});
  }
}

std::vector<Item> items_of(const Arm& arm) {
  std::vector<Item> items;
  add_items(items, arm.before, "before");
  add_items(items, arm.at_start, "");
  for (const ProtocolEntry& entry : arm.protocol) {
    add_items(items, entry.treatment,
              fmt::format("at {:g} {}", entry.at.value.value, entry.at.value.unit.text));
  }
  return items;
}

/// What an arm gets besides `name`; doses of it in `found`.
std::string others_of(const std::vector<Item>& items, const std::string& name,
                      std::vector<const Item*>& found) {
  std::set<std::string> others;
  for (const Item& item : items) {
    if (item.name == name && item.has_value) {
      found.push_back(&item);
    } else {
      others.insert(text_of(item));
    }
  }
  std::string text;
  for (const std::string& other : others) text += (text.empty() ? "" : ", ") + other;
  return text;
}

ArmDoses doses_of(const std::vector<std::vector<Item>>& arms, const std::string& name) {
  ArmDoses doses{.name = name, .unit = ""};
  struct Level {
    double dose;
    std::size_t arm;
  };
  std::map<std::string, std::vector<Level>> groups;
  Unit unit;
  bool has_unit = false;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    std::vector<const Item*> found;
    const std::string others = others_of(arms[i], name, found);
    if (found.size() > 1) continue;  // dosed more than once: not one dose
    if (!found.empty() && !has_unit) {
      unit = found[0]->value.unit;
      has_unit = true;
    }
    if (!found.empty() && !(found[0]->value.unit.dimension == unit.dimension)) continue;
    const double dose = found.empty() ? 0.0 : found[0]->value.coherent() / unit.scale;
    groups[others].push_back({dose, i});
  }
  doses.unit = unit.text == "1" ? "" : unit.text;
  for (auto& [others, levels] : groups) {
    if (levels.size() < 2) continue;
    std::ranges::stable_sort(levels, {}, &Level::dose);
    if (levels.back().dose <= 0.0) continue;
    DoseSeries series{.others = others, .arms = {}, .doses = {}};
    for (const Level& level : levels) {
      series.arms.push_back(level.arm);
      series.doses.push_back(level.dose);
    }
    doses.series.push_back(std::move(series));
  }
  return doses;
}

}  // namespace

std::size_t ArmDoses::n_levels() const {
  std::size_t most = 0;
  for (const DoseSeries& one : series) {
    const std::set<double> distinct(one.doses.begin(), one.doses.end());
    most = std::max(most, distinct.size() - (distinct.contains(0.0) ? 1 : 0));
  }
  return most;
}

ArmDoses find_doses(const Scenario& scenario, const std::string& name) {
  std::vector<std::vector<Item>> arms;
  std::vector<std::string> names;  // in the order of the file, each once
  for (const Arm& arm : scenario.arms) {
    arms.push_back(items_of(arm));
    for (const Item& item : arms.back()) {
      if (item.has_value && std::ranges::find(names, item.name) == names.end()) {
        names.push_back(item.name);
      }
    }
  }
  if (!name.empty()) {
    if (std::ranges::find(names, name) == names.end()) {
      throw UsageError(fmt::format("no arm doses '{}'{}", name, suggestion(name, names)));
    }
    return doses_of(arms, name);
  }
  ArmDoses best;
  for (const std::string& candidate : names) {
    ArmDoses doses = doses_of(arms, candidate);
    if (doses.n_levels() > best.n_levels()) best = std::move(doses);
  }
  return best;
}

}  // namespace sigdyn
