/// Quantities as a person writes them -> numbers in the units of a network.
#pragma once

#include <optional>
#include <string>

#include "base/located.hpp"
#include "base/units.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// A species' amount, or its concentration where `is_concentration`.
struct SpeciesQuantity {
  double value = 0.0;
  bool is_concentration = false;
};

/// Each function gives nothing and adds an error if the dimension does not fit; `what` begins the
/// message. A number without a unit is in the network's own unit; networks that state their units,
/// such as those of model files, take none (0 excepted). Throws nothing.
class NetworkQuantities {
 public:
  explicit NetworkQuantities(const Network& network);

  std::optional<double> time(const Located<Quantity>& quantity, const std::string& what,
                             DiagnosticLog& log) const;
  std::optional<SpeciesQuantity> species(SpeciesId species, const Located<Quantity>& quantity,
                                         const std::string& what, DiagnosticLog& log) const;
  std::optional<double> parameter(ParameterId parameter, const Located<Quantity>& quantity,
                                  const std::string& what, DiagnosticLog& log) const;

  /// The network's value that `time_or_number` stands for, given the unit it was meant in.
  double time(double time_or_number, const Unit& unit) const;

 private:
  bool is_bare(const Quantity& quantity) const;

  const Network* network_;
  std::optional<Unit> time_;  // nothing if the network does not say
  std::optional<Unit> amount_;
  std::optional<Unit> volume_;
};

}  // namespace sigdyn
