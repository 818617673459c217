#include "sbml/detail/unit_labels.hpp"

#include <string>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "base/units.hpp"

namespace sigdyn::detail {
namespace {

const char* prefix_of(int scale) {
  switch (scale) {
    case 0:
      return "";
    case -3:
      return "m";
    case -6:
      return "u";
    case -9:
      return "n";
    case -12:
      return "p";
    case -15:
      return "f";
    default:
      return nullptr;
  }
}

std::string label_of(const ::Unit& unit) {
  if (unit.getExponent() != 1) return "";
  const double multiplier = unit.getMultiplier();
  const char* prefix = prefix_of(unit.getScale());
  std::string label;
  switch (unit.getKind()) {
    case UNIT_KIND_SECOND:
      if (unit.getScale() != 0) return "";
      if (multiplier == 1.0) label = "s";
      if (multiplier == 60.0) label = "min";
      if (multiplier == 3600.0) label = "h";
      if (multiplier == 86400.0) label = "d";
      return label;
    case UNIT_KIND_MOLE:
      if (prefix != nullptr && multiplier == 1.0) label = std::string(prefix) + "mol";
      break;
    case UNIT_KIND_LITRE:
    case UNIT_KIND_LITER:
      if (prefix != nullptr && multiplier == 1.0) label = std::string(prefix) + "L";
      break;
    case UNIT_KIND_ITEM:
      if (unit.getScale() == 0 && multiplier == 1.0) label = "molecules";
      break;
    default:
      break;
  }
  return parse_unit(label) ? label : "";
}

/// `id` names a unit definition or a base unit; `fallback` is what Level 2 takes without one.
std::string label_of(const ::Model& model, const std::string& id, const std::string& fallback) {
  if (id.empty()) return fallback;
  if (const ::UnitDefinition* definition = model.getUnitDefinition(id)) {
    return definition->getNumUnits() == 1 ? label_of(*definition->getUnit(0)) : "";
  }
  if (id == "second") return "s";
  if (id == "mole") return "mol";
  if (id == "item") return "molecules";
  if (id == "litre" || id == "liter") return "L";
  return fallback;
}

}  // namespace

NetworkUnits unit_labels(const ::Model& model) {
  if (model.getLevel() < 3) {
    return {label_of(model, "time", "s"), label_of(model, "substance", "mol"),
            label_of(model, "volume", "L")};
  }
  return {label_of(model, model.getTimeUnits(), ""), label_of(model, model.getSubstanceUnits(), ""),
          label_of(model, model.getVolumeUnits(), "")};
}

}  // namespace sigdyn::detail
