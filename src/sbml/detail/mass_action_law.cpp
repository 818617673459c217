#include "sbml/detail/mass_action_law.hpp"

#include <cmath>
#include <map>

namespace sigdyn::detail {
namespace {

/// A product taken apart: factor * prod(symbol ^ power).
class Product {
 public:
  explicit Product(const ExpressionGraph& graph) : graph_(graph) {}

  /// False if the expression is no product of powers.
  bool multiply_by(ExpressionId id, int power) {
    const ExpressionNode& node = graph_[id];
    switch (node.op) {
      case Op::constant:
        factor_ *= std::pow(node.constant, power);
        return std::isfinite(factor_);
      case Op::symbol:
        powers_[node.symbol] += power;
        return true;
      case Op::negate:
        factor_ *= power % 2 == 0 ? 1.0 : -1.0;
        return multiply_by({node.a}, power);
      case Op::multiply:
        return multiply_by({node.a}, power) && multiply_by({node.b}, power);
      case Op::divide:
        return multiply_by({node.a}, power) && multiply_by({node.b}, -power);
      case Op::power: {
        const ExpressionNode& exponent = graph_[{node.b}];
        const bool is_small_whole = exponent.op == Op::constant &&
                                    exponent.constant == std::floor(exponent.constant) &&
                                    std::abs(exponent.constant) <= 8.0;
        return is_small_whole && multiply_by({node.a}, power * static_cast<int>(exponent.constant));
      }
      default:
        return false;
    }
  }

  double factor() const { return factor_; }
  const std::map<Symbol, int>& powers() const { return powers_; }

 private:
  const ExpressionGraph& graph_;
  double factor_ = 1.0;
  std::map<Symbol, int> powers_;
};

bool is_size(const Import& import, Symbol symbol) {
  for (const Compartment& compartment : import.network.compartments) {
    if (compartment.size.index == symbol.index) return true;
  }
  return false;
}

}  // namespace

std::optional<MassAction> recognise_mass_action(const Import& import, StandingStill& stands_still,
                                                ExpressionId flux,
                                                std::span<const Term> reactants) {
  Product product(import.network.expressions);
  if (!product.multiply_by(flux, 1) || !(product.factor() > 0.0)) return std::nullopt;
  std::map<Symbol, int> expected;
  for (const Term& term : reactants) {
    const bool is_whole = term.count == std::floor(term.count) && term.count >= 1.0;
    const Symbol species{SymbolKind::species, term.species.index};
    if (!is_whole || term.stoichiometry || !stands_still(species)) return std::nullopt;
    expected[species] += static_cast<int>(term.count);
  }
  MassAction law;
  law.factor = product.factor();
  bool has_rate_constant = false;
  for (const auto& [symbol, power] : product.powers()) {
    if (power == 0) continue;
    if (symbol.kind == SymbolKind::species) {
      const auto found = expected.find(symbol);
      if (found == expected.end() || found->second != power) return std::nullopt;
      expected.erase(found);
    } else if (!stands_still(symbol)) {
      return std::nullopt;
    } else if (is_size(import, symbol)) {
      if (law.volume) return std::nullopt;
      law.volume = ParameterId{symbol.index};
      law.volume_power = power;
    } else {
      if (has_rate_constant || power != 1) return std::nullopt;
      has_rate_constant = true;
      law.rate_constant = {symbol.index};
    }
  }
  if (!has_rate_constant || !expected.empty()) return std::nullopt;
  return law;
}

}  // namespace sigdyn::detail
