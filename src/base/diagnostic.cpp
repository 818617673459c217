#include "base/diagnostic.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
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

void DiagnosticLog::sort_by_place() {
  struct Group {
    std::size_t file = 0;
    std::vector<Diagnostic> members;  // a finding and its notes
  };
  std::vector<std::string> files;
  std::vector<Group> groups;
  for (Diagnostic& diagnostic : diagnostics_) {
    if (diagnostic.severity == Severity::note && !groups.empty()) {
      groups.back().members.push_back(std::move(diagnostic));
      continue;
    }
    auto file = std::find(files.begin(), files.end(), diagnostic.where.file);
    if (file == files.end()) file = files.insert(file, diagnostic.where.file);
    groups.push_back({static_cast<std::size_t>(file - files.begin()), {std::move(diagnostic)}});
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    const SourceLocation& left = a.members.front().where;
    const SourceLocation& right = b.members.front().where;
    return std::tie(a.file, left.line, left.column) < std::tie(b.file, right.line, right.column);
  });
  diagnostics_.clear();
  for (Group& group : groups) {
    std::move(group.members.begin(), group.members.end(), std::back_inserter(diagnostics_));
  }
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
