/// Pathway motifs: what an entry of `topology:` expands to. docs/model-format.md has the table.
#pragma once

#include "model/detail/step.hpp"
#include "yaml/node.hpp"

namespace sigdyn::detail {

/// Expands one entry, `motif: {keys}`. Names are not resolved. Reports an unknown motif, unknown or
/// missing keys; then the expansion is empty.
Expansion expand_motif(const YamlNode& entry, DiagnosticLog& log);

/// Expands one entry of `reactions:`.
Expansion expand_reaction(const YamlEntry& entry, DiagnosticLog& log);

}  // namespace sigdyn::detail
