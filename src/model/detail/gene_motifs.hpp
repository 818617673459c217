/// Motifs of gene expression: promoters, transcription, translation, micro-RNA.
#pragma once

#include "model/detail/step.hpp"
#include "yaml/node.hpp"

namespace sigdyn::detail {

Expansion expand_promoter_binding(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_transcription(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_translation(const YamlEntry& motif, DiagnosticLog& log);
Expansion expand_mirna_repression(const YamlEntry& motif, DiagnosticLog& log);

}  // namespace sigdyn::detail
