/// Units: dimensional analysis and conversion.
///
/// Inside sigdyn every number is in one coherent system: seconds, molecules, litres, decimetres.
/// A concentration is then in molecules/L and 1 nM = 6.02214076e14 molecules/L.
///
/// Grammar: products, quotients and integer powers of unit symbols, e.g. "nM", "1/(M*s)",
/// "molecules/min", "1/h", "um^2", "1". Symbols: s min h d, M mM uM nM pM fM, mol mmol umol nmol
/// pmol fmol, molecules (molecule), L mL uL nL pL fL, m dm cm mm um nm, 1. Source: Avogadro
/// constant 6.02214076e23 1/mol, exact (SI brochure, 9th ed., 2019).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sigdyn {

inline constexpr double avogadro_constant = 6.02214076e23;  ///< [1/mol]

/// Exponents of the base dimensions. A volume is length^3; a concentration amount * length^-3.
struct Dimension {
  int time = 0;
  int amount = 0;
  int length = 0;
  friend bool operator==(const Dimension&, const Dimension&) = default;
};

inline constexpr Dimension dimensionless{0, 0, 0};
inline constexpr Dimension time_dimension{1, 0, 0};
inline constexpr Dimension amount_dimension{0, 1, 0};
inline constexpr Dimension volume_dimension{0, 0, 3};
inline constexpr Dimension area_dimension{0, 0, 2};
inline constexpr Dimension concentration_dimension{0, 1, -3};

Dimension operator*(Dimension a, Dimension b);
Dimension operator/(Dimension a, Dimension b);

/// "time", "amount", "concentration", "1/time", "1/(concentration*time)", ...: for messages.
std::string to_string(Dimension dimension);

/// A unit as written by the user: value_in_coherent_units = scale * value_as_written.
struct Unit {
  std::string text = "1";
  Dimension dimension;
  double scale = 1.0;
};

/// Parses a unit; on failure returns nothing and says why in `reason` (if not null), with the
/// nearest known symbol as a suggestion.
std::optional<Unit> parse_unit(std::string_view text, std::string* reason = nullptr);

/// A number with its unit, e.g. "3.3 nM" or "30 d"; `value` is as written.
struct Quantity {
  double value = 0.0;
  Unit unit;
  double coherent() const { return value * unit.scale; }
};

/// Parses "<number> [<unit>]"; a missing unit is "1". Rejects NaN and infinities.
std::optional<Quantity> parse_quantity(std::string_view text, std::string* reason = nullptr);

}  // namespace sigdyn
