/// The units that rate constants need, for networks whose parameters have none.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/detail/model_names.hpp"
#include "network/network.hpp"

namespace sigdyn::detail {

/// The units a network's numbers are in: what the file named, where a YAML model knows it.
struct CoherentUnits {
  explicit CoherentUnits(const NetworkUnits& units);
  Unit time;
  Unit amount;
  Unit volume;

  /// amount^a * volume^v * time^t, e.g. "L/(molecules*s)".
  Unit power(int a, int v, int t) const;
};

/// How a rate constant is written: the parameter itself or, where one parameter serves reactions of
/// different order, a copy with another unit.
struct WrittenParameter {
  std::string name;
  double value = 0.0;
  Unit unit;
  std::string note;
};

/// Decides units of all parameters, and which rate constant each mass-action reaction uses.
class RateUnits {
 public:
  /// Throws UnsupportedError if a volume enters a rate otherwise than as that of a concentration.
  RateUnits(const Network& network, const CoherentUnits& units, ModelNames& names);

  const std::vector<WrittenParameter>& parameters() const { return written_; }  ///< [n_parameters]
  const std::vector<WrittenParameter>& copies() const { return copies_; }

  /// Names whose product is the rate of reaction `index`: constant, then factors.
  const std::vector<std::string>& rate_of(std::size_t index) const { return rates_[index]; }

  /// Whether parameter `index` only is the product of others, written at each reaction.
  bool is_written_out(std::uint32_t index) const { return products_.contains(index); }

 private:
  void find_products();
  void fit(std::size_t reaction, const MassAction& law);
  void fit_product(const std::vector<std::uint32_t>& factors, const Unit& unit,
                   std::vector<std::string>& rate);
  std::string with_unit(std::uint32_t parameter, const Unit& unit);
  std::string factor(double value);

  const Network& network_;
  const CoherentUnits& units_;
  ModelNames& names_;
  std::vector<WrittenParameter> written_;
  std::vector<bool> has_unit_;
  std::vector<WrittenParameter> copies_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> products_;  ///< parameter -> its factors
  std::map<std::pair<std::uint32_t, std::string>, std::string> copy_names_;
  std::map<double, std::string> factors_;
  std::vector<std::vector<std::string>> rates_;
};

}  // namespace sigdyn::detail
