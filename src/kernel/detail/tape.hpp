/// Expressions as straight-line code over places, each shared node computed once.
#pragma once

#include <cstdint>
#include <vector>

#include "kernel/detail/lowering.hpp"
#include "kernel/detail/place.hpp"

namespace sigdyn::detail {

/// scratch[target] = op(a, b, c). For Op::delay a names the network's expression by Place::index.
struct TapeInstruction {
  Op op = Op::constant;
  std::uint32_t target = 0;
  Place a, b, c;
};

struct Tape {
  std::vector<TapeInstruction> code;
  std::vector<Place> results;   ///< one per root asked for
  std::uint32_t n_scratch = 0;  ///< scratch places are used again once their value is
};

/// `is_static` as of find_static_nodes() for the present graph. Adds slots for the constants read.
Tape make_tape(const Lowering& lowering, const std::vector<ExpressionId>& roots,
               const std::vector<char>& is_static, Slots& slots);

}  // namespace sigdyn::detail
