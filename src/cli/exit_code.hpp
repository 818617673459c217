/// What the program tells the shell. docs/errors.md says what each means to a user.
#pragma once

namespace sigdyn {

enum ExitCode : int {
  exit_success = 0,
  exit_run_failed = 1,   ///< some run failed; its row says why
  exit_usage = 2,        ///< wrong command line
  exit_input = 3,        ///< invalid input file
  exit_unsupported = 4,  ///< valid input that uses what sigdyn does not support
  exit_io = 5,           ///< file or device error
  exit_interrupted = 6,  ///< stopped by a signal
  exit_bug = 70          ///< a bug in sigdyn
};

/// The one that a batch reports for two of its members.
constexpr ExitCode worse(ExitCode a, ExitCode b) {
  return a < b ? b : a;
}

}  // namespace sigdyn
