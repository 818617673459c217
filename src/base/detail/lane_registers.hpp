/// Registers for the values of a LaneCode.
#pragma once

#include <vector>

#include "base/detail/lane_encoder.hpp"
#include "base/lane_code.hpp"

namespace sigdyn::detail {

/// The operations in their order, with values kept in registers while they last. Expects of values
/// without a home that fewer of them wait at a time than there are registers, less three.
std::vector<LaneInstruction> assign_registers(const LaneMachine& machine,
                                              const std::vector<LaneCode::Operation>& operations,
                                              const std::vector<LaneCode::ValueFacts>& values);

}  // namespace sigdyn::detail
