/// Which quantities of an import keep their value between events.
#pragma once

#include <map>

#include "sbml/detail/import.hpp"

namespace sigdyn::detail {

/// A quantity stands still if no rule drives it, or an assignment of parameters that all stand
/// still, as where a rate constant is given by others. Reactions are left out of account: a species
/// that only they change counts as standing still. Expects all rules of `import` to have been read.
class StandingStill {
 public:
  explicit StandingStill(const Import& import) : import_(import) {}

  bool operator()(Symbol symbol);

 private:
  bool is_still_assignment(ExpressionId value);

  const Import& import_;
  std::map<Symbol, bool> known_;
};

}  // namespace sigdyn::detail
