/// Text files the program writes: whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "results/writer.hpp"

namespace sigdyn {

/// Writes `<path>.part` and renames it. Throws IoError; then nothing is left behind.
void write_text_file(const std::string& path, std::string_view text, ExistingResult existing);

}  // namespace sigdyn
