/// Reference values kept as CSV beside a model.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sigdyn::test {

/// Columns by the names of the first line. Throws std::runtime_error if `path` cannot be read.
std::map<std::string, std::vector<double>> read_reference(const std::string& path);

}  // namespace sigdyn::test
