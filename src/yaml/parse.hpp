/// YAML text -> located nodes, safe against text that was made to do harm.
///
/// Makes up for what yaml-cpp lets pass: a duplicate key, a key that is not a scalar, a second
/// document and a tag are errors. Depth is limited to 64; aliases are followed, but a document may
/// not come to more than a million nodes with all aliases written out.
#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace sigdyn {

/// Adds what is wrong to `log`. Text that is not YAML at all gives one error and a null node.
YamlNode parse_yaml(const std::string& text, const std::string& file, DiagnosticLog& log);

}  // namespace sigdyn
