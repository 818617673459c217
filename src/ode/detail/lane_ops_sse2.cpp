#include "ode/detail/lane_ops.hpp"
#include "ode/detail/lane_vectors.hpp"

namespace sigdyn::detail {

const LaneOps lane_ops_sse2[3] = {SIGDYN_ISA::make_ops<1>(), SIGDYN_ISA::make_ops<4>(),
                                  SIGDYN_ISA::make_ops<8>()};

}  // namespace sigdyn::detail
