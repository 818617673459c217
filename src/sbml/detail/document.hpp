/// An SBML document as libsbml reads it: checked, with comp flattened; libsbml's findings become
/// ours.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"

class SBMLDocument;

namespace sigdyn::detail {

struct DocumentDeleter {
  void operator()(::SBMLDocument* document) const;
};
using DocumentPointer = std::unique_ptr<::SBMLDocument, DocumentDeleter>;

/// The document in `text`, which has a model. `name` is its path in messages and the place from
/// which external model definitions are found; libsbml's warnings are added to `warnings`.
/// Throws InputError with libsbml's errors and their lines, UnsupportedError for a required package
/// other than comp and extended mathematics.
DocumentPointer read_document(const std::string& text, const std::string& name,
                              std::vector<Diagnostic>& warnings);

}  // namespace sigdyn::detail
