/// A table of sweep members in CSV: a header of names with units, one row per member.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "sweep/sweep_file.hpp"

namespace sigdyn {

/// Header cells read `NAME [unit]` (no brackets: unit 1) or `NAME [x]` for multiples of the nominal
/// value. Adds what is wrong to `log`, with line and column.
std::vector<VaryEntry> parse_sweep_table(const std::string& text, const FileName& file,
                                         DiagnosticLog& log);

}  // namespace sigdyn
