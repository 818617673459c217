/// The sections that define names: sources, compartments, parameters, species.
#pragma once

#include "model/detail/model_scope.hpp"
#include "yaml/mapping.hpp"

namespace sigdyn::detail {

/// Each reads its section of one file. Call each for all files before the next: parameters may cite
/// any source, species lie in any compartment.
void read_sources(const YamlMapping& top, ModelScope& scope);
void read_compartments(const YamlMapping& top, ModelScope& scope);
void read_parameters(const YamlMapping& top, ModelScope& scope);
void read_species(const YamlMapping& top, ModelScope& scope);

/// After all compartments are known: which volume each surface belongs to.
void resolve_surfaces(const YamlMapping& top, ModelScope& scope);

/// After all parameters are known: values that are expressions become initial rules, in an order in
/// which each reads only earlier ones; reports circles and dimensions that do not fit.
void read_parameter_expressions(const std::vector<const YamlMapping*>& tops, ModelScope& scope);

/// Keys of `source:`, each known, joined by ", "; empty if absent.
std::string read_source_keys(const YamlMapping& entry, ModelScope& scope);

}  // namespace sigdyn::detail
