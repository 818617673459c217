/// Diagnostics as a person reads them: with the line they speak of and a caret under the place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"

namespace sigdyn {

/// The text of a file by the name used in SourceLocation; nothing if it is not to be had.
using TextOf = std::function<std::optional<std::string>(const std::string& file)>;

/// Every diagnostic with its line and caret, then a count ("2 errors in models/egfr.yaml"):
///
///     models/egfr.yaml:12:17: error: unknown species 'EGFRR', did you mean 'EGFR'?
///        12 |     reactants: [EGFRR, EGF]
///           |                 ^
std::string render(const std::vector<Diagnostic>& diagnostics, const TextOf& text_of);

/// The same, with the files read again from disk; lines of files that are gone are left out.
std::string render(const std::vector<Diagnostic>& diagnostics);

}  // namespace sigdyn
