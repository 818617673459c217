/// Titles, sources and identifiers of a network's entries, as SBML keeps them.
#pragma once

#include <string>

#include "network/network.hpp"

class SBase;

namespace sigdyn::detail {

/// "evidence: derived; source: Kiselyov2009; note: ..." as XHTML; nothing if all are empty.
void add_notes(::SBase& element, Evidence evidence, const std::string& source,
               const std::string& note);

/// bqbiol:is of a compact identifier such as "uniprot:P05019".
void add_identity(::SBase& element, const std::string& id, const std::string& compact_identifier);

/// The network's bibliography as the model's notes.
void add_sources(::SBase& element, const Network& network);

}  // namespace sigdyn::detail
