#include "model/detail/rate_units.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

/// The label as a unit of this dimension, or `otherwise` if it is none.
Unit unit_of(const std::string& label, Dimension dimension, std::string_view otherwise) {
  constexpr std::array synonyms{std::pair{"second", "s"}, std::pair{"mole", "mol"},
                                std::pair{"litre", "L"}, std::pair{"liter", "L"},
                                std::pair{"item", "molecules"}};
  std::string text = label;
  for (const auto& [word, symbol] : synonyms) {
    if (text == word) text = symbol;
  }
  const auto unit = parse_unit(text);
  return unit && unit->dimension == dimension ? *unit : *parse_unit(otherwise);
}

void append(std::string& product, const std::string& unit, int exponent) {
  if (exponent == 0) return;
  if (!product.empty()) product += "*";
  product += exponent == 1 ? unit : fmt::format("{}^{}", unit, exponent);
}

/// The parameters that an expression multiplies; false if it does anything else.
bool collect_factors(const ExpressionGraph& graph, std::uint32_t node,
                     std::vector<std::uint32_t>& factors) {
  const ExpressionNode& n = graph[ExpressionId{node}];
  if (n.op == Op::multiply) {
    return collect_factors(graph, n.a, factors) && collect_factors(graph, n.b, factors);
  }
  if (n.op != Op::symbol || n.symbol.kind != SymbolKind::parameter) return false;
  factors.push_back(n.symbol.index);
  return true;
}

int order_of(const Reaction& reaction) {
  double order = 0.0;
  for (const Term& term : reaction.reactants) order += term.count;
  return static_cast<int>(order);
}

}  // namespace

CoherentUnits::CoherentUnits(const NetworkUnits& units)
    : time(unit_of(units.time, time_dimension, "s")),
      amount(unit_of(units.amount, amount_dimension, "molecules")),
      volume(unit_of(units.volume, volume_dimension, "L")) {}

Unit CoherentUnits::power(int a, int v, int t) const {
  std::string above;
  std::string below;
  append(a > 0 ? above : below, amount.text, std::abs(a));
  append(v > 0 ? above : below, volume.text, std::abs(v));
  append(t > 0 ? above : below, time.text, std::abs(t));
  if (above.empty()) above = "1";
  if (below.empty()) return *parse_unit(above);
  return *parse_unit(above + "/(" + below + ")");
}

RateUnits::RateUnits(const Network& network, const CoherentUnits& units, ModelNames& names)
    : network_(network), units_(units), names_(names), rates_(network.reactions.size()) {
  for (std::size_t i = 0; i < network.parameters.size(); ++i) {
    const Parameter& parameter = network.parameters[i];
    has_unit_.push_back(parameter.unit.dimension != dimensionless);
    written_.push_back(
        {names.parameters[i], parameter.value / parameter.unit.scale, parameter.unit, ""});
  }
  find_products();
  for (std::size_t j = 0; j < network.reactions.size(); ++j) {
    fit(j, std::get<MassAction>(network.reactions[j].rate));
  }
}

void RateUnits::find_products() {
  for (const Rule& rule : network_.assignment_rules) {
    std::vector<std::uint32_t> factors;
    const bool is_product = rule.target.kind == SymbolKind::parameter &&
                            collect_factors(network_.expressions, rule.value.index, factors);
    if (is_product && factors.size() > 1) products_[rule.target.index] = std::move(factors);
  }
}

void RateUnits::fit(std::size_t reaction, const MassAction& law) {
  const Reaction& entry = network_.reactions[reaction];
  const int n = 1 - order_of(entry);
  const int power = law.volume ? law.volume_power : 0;
  if (power != 0 && power != n) {
    throw UnsupportedError(entry.where, fmt::format("the rate of reaction '{}' depends on a volume "
                                                    "otherwise than through concentrations, which "
                                                    "a YAML model cannot say",
                                                    entry.name));
  }
  const Unit unit = units_.power(n, -power, -1);
  auto& rate = rates_[reaction];
  const auto product = products_.find(law.rate_constant.index);
  if (product == products_.end()) {
    rate.push_back(with_unit(law.rate_constant.index, unit));
  } else {
    fit_product(product->second, unit, rate);
  }
  if (law.factor != 1.0) rate.push_back(factor(law.factor));
}

/// The factors with units that make `unit`: where they do not yet, one of them bears the rest.
void RateUnits::fit_product(const std::vector<std::uint32_t>& factors, const Unit& unit,
                            std::vector<std::string>& rate) {
  Dimension all;
  for (const std::uint32_t index : factors) all = all * written_[index].unit.dimension;
  std::size_t bearer = factors.size();
  if (all != unit.dimension) {
    bearer = 0;
    while (bearer + 1 < factors.size() && has_unit_[factors[bearer]]) ++bearer;
  }
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const WrittenParameter& own = written_[factors[i]];
    if (i != bearer) {
      has_unit_[factors[i]] = true;
      rate.push_back(own.name);
      continue;
    }
    const Dimension rest = unit.dimension / (all / own.unit.dimension);
    rate.push_back(with_unit(factors[i], units_.power(rest.amount, rest.length / 3, rest.time)));
  }
}

/// The name of `parameter`, or of a copy of it, in a unit of the dimension needed.
std::string RateUnits::with_unit(std::uint32_t parameter, const Unit& unit) {
  WrittenParameter& own = written_[parameter];
  if (own.unit.dimension == unit.dimension) {
    has_unit_[parameter] = true;
    return own.name;
  }
  if (!has_unit_[parameter]) {
    own.unit = unit;
    has_unit_[parameter] = true;
    return own.name;
  }
  const auto [copy, is_new] = copy_names_.try_emplace({parameter, unit.text}, "");
  if (is_new) {
    copy->second = names_.unused(own.name + "_copy");
    // The number in the network's coherent system, whatever unit it was first given.
    const double value = network_.parameters[parameter].value;
    copies_.push_back(
        {copy->second, value, unit, fmt::format("the number of '{}' in another unit", own.name)});
  }
  return copy->second;
}

std::string RateUnits::factor(double value) {
  const auto [found, is_new] = factors_.try_emplace(value, "");
  if (is_new) {
    found->second = names_.unused(fmt::format("factor_{}", value));
    copies_.push_back({found->second, value, Unit{}, "factor of rate laws in the original"});
  }
  return found->second;
}

}  // namespace sigdyn::detail
