/// What libsbml says about a document, in our words.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"

class SBMLDocument;  // libsbml

namespace sigdyn::detail {

/// Empties the log of `document`: throws InputError with what is an error, UnsupportedError for a
/// required package that libsbml does not know, adds warnings to `warnings`.
void take_findings(::SBMLDocument& document, const std::string& file,
                   std::vector<Diagnostic>& warnings);

}  // namespace sigdyn::detail
