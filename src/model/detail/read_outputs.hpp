/// The sections that read the model from outside: observables and perturbations.
#pragma once

#include <vector>

#include "model/detail/model_scope.hpp"
#include "yaml/mapping.hpp"

namespace sigdyn::detail {

/// After all species and parameters are known. An observable may read others, in any order.
void read_observables(const std::vector<const YamlMapping*>& tops, ModelScope& scope);

void read_perturbations(const YamlMapping& top, ModelScope& scope);

}  // namespace sigdyn::detail
