/// Makes what was written outlast a power failure.
#pragma once

#include <string>

namespace sigdyn {

/// Waits until a file, or a folder (its names), is on the disk: without this a file renamed just
/// before a power failure can come back empty. Throws IoError.
void flush_to_disk(const std::string& path);

}  // namespace sigdyn
