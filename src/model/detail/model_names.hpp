/// Names for the entries of a network that a YAML model can bear.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "network/network.hpp"

namespace sigdyn::detail {

/// `text` with all that a name may not hold replaced by '_'.
std::string as_name(const std::string& text);

/// One name per compartment, species, parameter and reaction; the size of a compartment is named as
/// the compartment. Names that are taken or not allowed are changed.
struct ModelNames {
  explicit ModelNames(const Network& network);

  std::vector<std::string> compartments;
  std::vector<std::string> species;
  std::vector<std::string> parameters;
  std::vector<std::string> reactions;

  const std::string& of(Symbol symbol) const {
    return symbol.kind == SymbolKind::species ? species[symbol.index] : parameters[symbol.index];
  }

  /// A new name in the space of compartments, species and parameters.
  std::string unused(const std::string& wanted);

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace sigdyn::detail
