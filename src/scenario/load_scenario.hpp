/// Scenario files: `format: sigdyn-scenario/1`, see docs/scenario-format.md.
#pragma once

#include <string>

#include "scenario/scenario.hpp"

namespace sigdyn {

/// Reads a scenario file. Throws InputError with all that is wrong in it; IoError.
Scenario load_scenario(const std::string& path);

/// The same for text that stands in `path`.
Scenario parse_scenario(const std::string& text, const std::string& path);

}  // namespace sigdyn
