/// Motifs of proteins: binding, conversion, transport, drugs.
#pragma once

#include "model/detail/step.hpp"
#include "yaml/node.hpp"

namespace sigdyn::detail {

Expansion expand_binding(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_dimerisation(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_autophosphorylation(const YamlEntry& motif, DiagnosticLog& log);

/// phosphorylation, dephosphorylation, catalysis, exchange and hydrolysis: one mechanism.
Expansion expand_conversion(const YamlEntry& motif, DiagnosticLog& log);

Expansion expand_transport(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_synthesis(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_degradation(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_sequestration(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_inhibition(const YamlEntry& motif, DiagnosticLog& log);

}  // namespace sigdyn::detail
