/// What kind of evidence a value has, in the word of the model file.
#pragma once

#include "network/network.hpp"

namespace sigdyn {

/// "reported", "derived", "assumed"; empty for none.
const char* to_string(Evidence evidence);

}  // namespace sigdyn
