/// The tables of a small model as straight-line code (base/lane_code.hpp).
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <utility>

#include "base/isa.hpp"
#include "base/lane_code.hpp"
#include "kernel/detail/program.hpp"

namespace sigdyn::detail {

/// Functions of (y, workspace, result) for all but the tapes. Empty where tables are the better
/// form (more operations than the instruction cache likes), or the only one: SSE2, or a system that
/// allows no code to be written. Whether they are empty does not depend on W.
struct WrittenCode {
  LaneFunction rhs;
  LaneFunction jacobian;
};

WrittenCode write_code(const Program& program, Isa isa, std::size_t lanes);

/// The code of one program: written when first asked for, then shared by its systems. For any
/// number of threads.
class CodeCache {
 public:
  WrittenCode code(const Program& program, Isa isa, std::size_t lanes);

 private:
  std::mutex mutex_;
  std::map<std::pair<Isa, std::size_t>, WrittenCode> codes_;
};

}  // namespace sigdyn::detail
