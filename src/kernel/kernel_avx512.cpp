#include "kernel/detail/lane_loops.hpp"

namespace sigdyn::detail {

LaneFunctions avx512_functions(std::size_t lanes) {
  return avx512::functions_for(lanes);
}

}  // namespace sigdyn::detail
