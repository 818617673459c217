/// Units of a network as SBML unit definitions.
#pragma once

#include <string>

#include "base/units.hpp"
#include "network/network.hpp"

class Model;

namespace sigdyn::detail {

/// Defines units in a model as they are needed. A network that does not state its units gets none.
class ExportUnits {
 public:
  ExportUnits(const Network& network, ::Model& model);

  bool are_known() const { return are_known_; }

  /// The unit `scale` times the coherent one of `dimension`; empty if units are not known.
  std::string id_of(Dimension dimension, double scale = 1.0);

  /// A number that turns a coherent value into one of `unit`, when divided by.
  std::string ratio_of(double scale);

 private:
  ::Model& model_;
  bool are_known_ = false;
};

}  // namespace sigdyn::detail
