/// The hash by which a file is known again.
#pragma once

#include <string>

namespace sigdyn {

/// XXH3 of 128 bits over the whole file, as `xxh128sum` prints it. Throws IoError.
std::string hash_of_file(const std::string& path);

}  // namespace sigdyn
