#include "ode/detail/lane_ops.hpp"

#include "base/contract.hpp"
#include "base/isa.hpp"

namespace sigdyn::detail {

const LaneOps& lane_ops(std::size_t lanes) {
  SIGDYN_EXPECTS(lanes == 1 || lanes == 4 || lanes == 8);
  const std::size_t i = lanes / 4;
  switch (current_isa()) {
    case Isa::sse2:
      break;
    case Isa::avx2:
      return lane_ops_avx2[i];
    case Isa::avx512:
      return lane_ops_avx512[i];
  }
  return lane_ops_sse2[i];
}

}  // namespace sigdyn::detail
