/// Diagnostics: what is wrong with a file the user wrote, and where; and the other ways to fail.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "base/file_name.hpp"

namespace sigdyn {

/// A place in an input file. Lines and columns count from 1; 0 means "not known".
struct SourceLocation {
  FileName file;
  int line = 0;
  int column = 0;
};

/// A note follows the diagnostic it explains, to point at a second place.
enum class Severity { note, warning, error };

/// One finding. The message is one line, lower case, without a final period, and reads
/// "<problem> (<why it is a problem>)[, <suggestion>?]"; names taken from the file are in quotes.
struct Diagnostic {
  Severity severity = Severity::error;
  SourceLocation where;
  std::string message;
};

/// "models/egfr.yaml:12:17: error: unknown species 'EGFRR', did you mean 'EGFR'?"
std::string to_string(const Diagnostic& diagnostic);

/// Collects what a reader finds in one file, so that the user sees all mistakes in one run.
class DiagnosticLog {
 public:
  void error(SourceLocation where, std::string message);
  void warning(SourceLocation where, std::string message);
  void note(SourceLocation where, std::string message);

  bool has_errors() const { return n_errors_ > 0; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  /// Orders by file (as first met), line and column; notes stay behind what they explain.
  void sort_by_place();

  /// Throws InputError with everything collected if there is an error among it.
  void throw_if_errors() const;

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t n_errors_ = 0;
};

/// A file the user wrote is wrong. Exit code 3. Thrown once, after everything was checked.
class InputError : public std::runtime_error {
 public:
  /// Expects at least one diagnostic of severity error.
  explicit InputError(std::vector<Diagnostic> diagnostics);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// The input is valid but asks for what sigdyn cannot do. Exit code 4.
struct UnsupportedError : std::runtime_error {
  UnsupportedError(SourceLocation location, std::string unsupported_feature);
  SourceLocation where;
  std::string feature;
};

/// The command line is wrong. Exit code 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file cannot be opened, read or written. Exit code 5. Reads "<path>: cannot <action>:
/// <reason>".
struct IoError : std::runtime_error {
  IoError(const std::string& path, const std::string& action, const std::string& reason);
};

}  // namespace sigdyn
