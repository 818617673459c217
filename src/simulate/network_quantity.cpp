#include "simulate/network_quantity.hpp"

#include <fmt/format.h>

namespace sigdyn {
namespace {

std::optional<Unit> unit_of_dimension(const std::string& label, Dimension dimension) {
  const auto unit = label.empty() ? std::nullopt : parse_unit(label);
  return unit && unit->dimension == dimension ? unit : std::nullopt;
}

std::string text_of(const Quantity& quantity) {
  return quantity.unit.dimension == dimensionless
             ? fmt::format("{}", quantity.value)
             : fmt::format("{} {}", quantity.value, quantity.unit.text);
}

std::nullopt_t mismatch(const std::string& what, const Located<Quantity>& found,
                        const std::string& expected, DiagnosticLog& log) {
  log.error(found.where, fmt::format("{}: expected {}, found '{}' ({})", what, expected,
                                     text_of(found.value), to_string(found.value.unit.dimension)));
  return std::nullopt;
}

}  // namespace

NetworkQuantities::NetworkQuantities(const Network& network)
    : network_(&network),
      time_(unit_of_dimension(network.units.time, time_dimension)),
      amount_(unit_of_dimension(network.units.amount, amount_dimension)),
      volume_(unit_of_dimension(network.units.volume, volume_dimension)) {}

bool NetworkQuantities::is_bare(const Quantity& quantity) const {
  return quantity.unit.dimension == dimensionless;
}

double NetworkQuantities::time(double time_or_number, const Unit& unit) const {
  return unit.dimension == time_dimension && time_ ? time_or_number / time_->scale : time_or_number;
}

std::optional<double> NetworkQuantities::time(const Located<Quantity>& quantity,
                                              const std::string& what, DiagnosticLog& log) const {
  const Quantity& q = quantity.value;
  if (q.value == 0.0) return 0.0;
  if (is_bare(q) && !time_) return q.value;
  if (q.unit.dimension == time_dimension && time_) return q.coherent() / time_->scale;
  return mismatch(what, quantity, time_ ? "a time with its unit" : "a time in the model's own unit",
                  log);
}

std::optional<SpeciesQuantity> NetworkQuantities::species(SpeciesId species,
                                                          const Located<Quantity>& quantity,
                                                          const std::string& what,
                                                          DiagnosticLog& log) const {
  const Quantity& q = quantity.value;
  const Species& target = network_->species[species.index];
  const bool is_in_volume = network_->compartments[target.compartment.index].dimensions == 3;
  if (q.value == 0.0 && is_bare(q)) return SpeciesQuantity{0.0, false};
  if (is_bare(q) && !amount_) return SpeciesQuantity{q.value, !target.is_amount};
  if (q.unit.dimension == amount_dimension && amount_) {
    return SpeciesQuantity{q.coherent() / amount_->scale, false};
  }
  if (q.unit.dimension == concentration_dimension && is_in_volume && amount_ && volume_) {
    return SpeciesQuantity{q.coherent() * volume_->scale / amount_->scale, true};
  }
  const char* expected = !amount_       ? "a number in the model's own unit"
                         : is_in_volume ? "a concentration or an amount with its unit"
                                        : "an amount (the species is not in a volume)";
  return mismatch(what, quantity, expected, log);
}

std::optional<double> NetworkQuantities::parameter(ParameterId parameter,
                                                   const Located<Quantity>& quantity,
                                                   const std::string& what,
                                                   DiagnosticLog& log) const {
  const Quantity& q = quantity.value;
  const Unit& unit = network_->parameters[parameter.index].unit;
  if (q.unit.dimension == unit.dimension) return q.coherent();
  if (q.value == 0.0 && is_bare(q)) return 0.0;
  return mismatch(what, quantity,
                  fmt::format("{} as in '{}'", to_string(unit.dimension), unit.text), log);
}

}  // namespace sigdyn
