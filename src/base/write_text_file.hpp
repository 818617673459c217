/// Writing a file, whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace sigdyn {

/// Writes `<path>.part`, waits until it is on the disk, and renames it; replaces a file of that
/// name. Throws IoError; then nothing is left behind. Refuses to replace what is no regular file: a
/// device, such as /dev/null, would be lost.
void write_text_file(const std::string& path, std::string_view text);

}  // namespace sigdyn
