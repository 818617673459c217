/// Chemical equations: "A + 2 B <-> C", "X -> 0".
#pragma once

#include <optional>
#include <vector>

#include "model/detail/step.hpp"
#include "yaml/node.hpp"

namespace sigdyn::detail {

struct Equation {
  std::vector<StepTerm> left;  ///< each species once; empty for 0
  std::vector<StepTerm> right;
  bool is_reversible = false;
};

/// Parses the equation in a scalar node, each name with its place. `what` begins the messages.
std::optional<Equation> parse_equation(const YamlNode& node, const std::string& what,
                                       DiagnosticLog& log);

}  // namespace sigdyn::detail
