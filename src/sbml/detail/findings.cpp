#include "sbml/detail/findings.hpp"

#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

namespace sigdyn::detail {
namespace {

/// libsbml's messages are paragraphs; ours are one line without a final period.
std::string as_one_line(const std::string& text) {
  constexpr std::size_t max_length = 300;
  std::string line;
  for (const char c : text) {
    const bool is_space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  if (line.size() > max_length) line = line.substr(0, max_length) + " ...";
  return line;
}

/// The part of a message that speaks of this file: it follows the rule's text and its reference.
std::string specific_part(const std::string& message) {
  const std::size_t reference = message.find("Reference: ");
  if (reference == std::string::npos) return message;
  const std::size_t end = message.find('\n', reference);
  const bool has_more =
      end != std::string::npos && message.find_first_not_of(" \n\t", end) != std::string::npos;
  return has_more ? message.substr(end) : message.substr(0, reference);
}

Diagnostic as_diagnostic(const ::SBMLError& error, const std::string& file) {
  // A unit that is not defined leaves the mathematics as it is.
  const bool is_error =
      error.getSeverity() >= LIBSBML_SEV_ERROR && error.getErrorId() != DanglingUnitReference;
  // Columns are left out: they are those of the text without indentation.
  return {is_error ? Severity::error : Severity::warning,
          {file, static_cast<int>(error.getLine()), 0},
          fmt::format("{} (libsbml {}: {})", as_one_line(error.getShortMessage()),
                      error.getErrorId(), as_one_line(specific_part(error.getMessage())))};
}

}  // namespace

void take_findings(::SBMLDocument& document, const std::string& file,
                   std::vector<Diagnostic>& warnings) {
  constexpr std::size_t max_reported = 50;  // a broken file can have one per element
  std::vector<Diagnostic> errors;
  for (unsigned i = 0; i < document.getNumErrors(); ++i) {
    Diagnostic found = as_diagnostic(*document.getError(i), file);
    if (document.getError(i)->getErrorId() == RequiredPackagePresent) {
      throw UnsupportedError(found.where, found.message);
    }
    auto& list = found.severity == Severity::error ? errors : warnings;
    if (list.size() < max_reported) list.push_back(std::move(found));
  }
  if (!errors.empty()) throw InputError(std::move(errors));
  document.getErrorLog()->clearLog();
}

}  // namespace sigdyn::detail
