/// The parts of a scenario file that say what is done to the cells.
#pragma once

#include <string>
#include <vector>

#include "scenario/scenario.hpp"
#include "yaml/mapping.hpp"

namespace sigdyn::detail {

/// The keys set, dose and apply of a mapping that has them among its known keys.
Treatment read_treatment(const YamlMapping& mapping, DiagnosticLog& log);

/// The list under `protocol:`.
std::vector<ProtocolEntry> read_protocol(const YamlMapping& mapping, DiagnosticLog& log);

/// The entries of `arms:`; one named "run" if there are none.
std::vector<Arm> read_arms(const YamlMapping& mapping, DiagnosticLog& log);

/// A time: of the dimension of time or a bare number, not negative.
std::optional<Located<Quantity>> read_time(const YamlNode& node, const std::string& what,
                                           DiagnosticLog& log);

}  // namespace sigdyn::detail
