#include "kernel/detail/lane_loops.hpp"

namespace sigdyn::detail {

LaneFunctions avx2_functions(std::size_t lanes) {
  return avx2::functions_for(lanes);
}

}  // namespace sigdyn::detail
