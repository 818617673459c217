/// Models written in tests: one file held in memory.
#pragma once

#include <string>

#include "model/model.hpp"

namespace sigdyn {

/// Loads `sections` as the file m.yaml; the format line and an id are put before them, so that a
/// section starts at line 3.
inline Model load_text(const std::string& sections) {
  return load_model({"", {{"m.yaml", "format: sigdyn-model/1\nid: m\n" + sections}}});
}

}  // namespace sigdyn
