/// Runs gnuplot on a script.
#pragma once

#include <string>

namespace sigdyn {

/// Runs `script`, which writes `output` (a plain file name) into a temporary folder that is gone
/// afterwards, and gives back that file's content. gnuplot is found on the PATH and started without
/// a shell and without the user's start-up files. Throws IoError: gnuplot is not installed, the
/// folder cannot be made, or gnuplot failed (with what it said).
std::string run_gnuplot(const std::string& script, const std::string& output);

}  // namespace sigdyn
