/// A value together with the place in an input file it came from.
#pragma once

#include "base/diagnostic.hpp"

namespace sigdyn {

template <class Value>
struct Located {
  Value value{};
  SourceLocation where;
};

}  // namespace sigdyn
