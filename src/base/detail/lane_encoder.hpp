/// Instructions over lanes as bytes of the processor.
///
/// AVX2 code is VEX encoded, AVX-512 code EVEX encoded at every width, which gives it 32 registers
/// and one-byte offsets of -128 to 127 elements: windows of 256 elements of the arrays get pointer
/// registers of their own, those that are needed soonest, so that most operands take 7 bytes
/// instead of 10. Straight-line code is as fast as it is fetched.
///
/// Encoding after: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections
/// 2.3 (VEX) and 2.7 (EVEX, compressed displacements in 2.7.5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/isa.hpp"
#include "base/lane_code.hpp"

namespace sigdyn::detail {

/// What the registers of an instruction set are for W lanes.
struct LaneMachine {
  bool is_evex;
  bool is_scalar;
  int n_registers;       ///< each holds W doubles
  int parts;             ///< machine registers per register
  std::uint32_t length;  ///< bytes of a machine register that are used
  std::uint32_t stride;  ///< bytes per element
};

LaneMachine lane_machine(Isa isa, std::size_t lanes);

/// The digits of a multiply-add say which operands are multiplied, and the third is added: of
/// (target, a, b), with the result in target.
enum class Mnemonic : std::uint8_t {
  load,
  store,
  copy,
  zero,
  add,
  subtract,
  multiply,
  divide,
  multiply_add_132,
  multiply_add_213,
  multiply_add_231,
  multiply_subtract_132,
  multiply_subtract_213,
  multiply_subtract_231
};

/// target = a op b. With has_memory `memory` takes the place of b; of a store it is what is
/// written, and target the register.
struct LaneInstruction {
  Mnemonic mnemonic = Mnemonic::zero;
  bool has_memory = false;
  int target = 0;
  int a = 0;
  int b = 0;
  LaneOperand memory;
};

std::vector<std::uint8_t> encode(const LaneMachine& machine,
                                 const std::vector<LaneInstruction>& instructions);

}  // namespace sigdyn::detail
