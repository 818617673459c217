/// Files the program writes where the user says.
#pragma once

#include <string>
#include <string_view>

#include "results/writer.hpp"

namespace sigdyn {

/// write_text_file(path, text), but ExistingResult::keep refuses to replace a file; a device or a
/// pipe is not replaced but written to. Throws IoError.
void write_text_file(const std::string& path, std::string_view text, ExistingResult existing);

}  // namespace sigdyn
