#include "kernel/detail/lane_loops.hpp"

namespace sigdyn::detail {

LaneFunctions sse2_functions(std::size_t lanes) {
  return sse2::functions_for(lanes);
}

}  // namespace sigdyn::detail
