#include "base/diagnostic.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

std::string join_lines(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += to_string(diagnostic);
  }
  return text;
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  const auto& [file, line, column] = diagnostic.where;
  std::string text = file;
  if (line > 0) text += ":" + std::to_string(line);
  if (line > 0 && column > 0) text += ":" + std::to_string(column);
  return text + ": " + name_of(diagnostic.severity) + ": " + diagnostic.message;
}

void DiagnosticLog::error(SourceLocation where, std::string message) {
  diagnostics_.push_back({Severity::error, std::move(where), std::move(message)});
  ++n_errors_;
}

void DiagnosticLog::warning(SourceLocation where, std::string message) {
  diagnostics_.push_back({Severity::warning, std::move(where), std::move(message)});
}

void DiagnosticLog::note(SourceLocation where, std::string message) {
  diagnostics_.push_back({Severity::note, std::move(where), std::move(message)});
}

void DiagnosticLog::throw_if_errors() const {
  if (has_errors()) throw InputError(diagnostics_);
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(join_lines(diagnostics)), diagnostics_(std::move(diagnostics)) {
  SIGDYN_EXPECTS(std::any_of(diagnostics_.begin(), diagnostics_.end(),
                             [](const Diagnostic& d) { return d.severity == Severity::error; }));
}

UnsupportedError::UnsupportedError(SourceLocation location, std::string unsupported_feature)
    : std::runtime_error(to_string({Severity::error, location, unsupported_feature})),
      where(std::move(location)),
      feature(std::move(unsupported_feature)) {}

IoError::IoError(const std::string& path, const std::string& action, const std::string& reason)
    : std::runtime_error(path + ": cannot " + action + ": " + reason) {}

}  // namespace sigdyn
