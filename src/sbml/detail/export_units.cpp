#include "sbml/detail/export_units.hpp"

#include <cctype>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

namespace sigdyn::detail {
namespace {

void add_unit(::UnitDefinition& definition, ::UnitKind_t kind, int exponent, int scale = 0,
              double multiplier = 1.0) {
  if (exponent == 0) return;
  ::Unit* unit = definition.createUnit();
  unit->setKind(kind);
  unit->setExponent(exponent);
  unit->setScale(scale);
  unit->setMultiplier(multiplier);
}

std::string part(const char* name, int exponent) {
  if (exponent == 0) return "";
  if (exponent == 1) return fmt::format("_{}", name);
  return exponent > 0 ? fmt::format("_{}{}", name, exponent)
                      : fmt::format("_per_{}{}", name, -exponent);
}

std::string scale_part(double scale) {
  if (scale == 1.0) return "";
  std::string text = fmt::format("_{:.6g}", scale);
  for (char& c : text) {
    if (c == '-') c = 'm';
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return text;
}

}  // namespace

ExportUnits::ExportUnits(const Network& network, ::Model& model) : model_(model) {
  are_known_ = network.units.time == "s" && network.units.amount == "molecules" &&
               network.units.volume == "L";
  if (!are_known_) return;
  model.setTimeUnits("second");
  model.setSubstanceUnits("item");
  model.setExtentUnits("item");
  model.setVolumeUnits("litre");
  model.setAreaUnits(id_of(area_dimension));
}

std::string ExportUnits::id_of(Dimension dimension, double scale) {
  if (!are_known_) return "";
  const bool is_volume = dimension.length % 3 == 0;
  std::string id =
      "unit" + scale_part(scale) + part("item", dimension.amount) +
      (is_volume ? part("litre", dimension.length / 3) : part("dm", dimension.length)) +
      part("second", dimension.time);
  if (model_.getUnitDefinition(id) != nullptr) return id;
  ::UnitDefinition* definition = model_.createUnitDefinition();
  definition->setId(id);
  if (scale != 1.0) add_unit(*definition, UNIT_KIND_DIMENSIONLESS, 1, 0, scale);
  add_unit(*definition, UNIT_KIND_ITEM, dimension.amount);
  if (is_volume) {
    add_unit(*definition, UNIT_KIND_LITRE, dimension.length / 3);
  } else {
    add_unit(*definition, UNIT_KIND_METRE, dimension.length, -1);
  }
  add_unit(*definition, UNIT_KIND_SECOND, dimension.time);
  if (definition->getNumUnits() == 0) add_unit(*definition, UNIT_KIND_DIMENSIONLESS, 1);
  return id;
}

std::string ExportUnits::ratio_of(double scale) {
  return id_of(dimensionless, 1.0 / scale);
}

}  // namespace sigdyn::detail
