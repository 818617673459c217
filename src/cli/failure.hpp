/// The one place where an exception becomes a message and an exit code.
#pragma once

#include "cli/exit_code.hpp"

namespace sigdyn {

/// Prints the exception being handled to stderr and says which exit code it is. Expects to be
/// called in a catch block.
ExitCode report_current_failure();

}  // namespace sigdyn
