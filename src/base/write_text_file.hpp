/// Writing a file, whole or not at all; or into a device or a pipe.
#pragma once

#include <string>
#include <string_view>

namespace sigdyn {

/// Writes `<path>.part`, waits until it is on the disk, and renames it; replaces a file of that
/// name. Throws IoError; then nothing is left behind. What is_written_through() gets the text as it
/// comes, and a reader that went away is an IoError; a directory is one too.
void write_text_file(const std::string& path, std::string_view text);

/// True for what must not be replaced by a file: a device, a pipe, and names of open files such as
/// /dev/stdout, even where that is a regular file.
bool is_written_through(const std::string& path);

}  // namespace sigdyn
