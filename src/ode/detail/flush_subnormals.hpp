/// The processor's treatment of numbers below 1e-308, for a while.
#pragma once

#include <xmmintrin.h>

namespace sigdyn::detail {

/// Numbers below 1e-308 count as zero while one of these lives: decaying species end there, and the
/// processor computes with them a hundred times slower.
class FlushSubnormals {
 public:
  FlushSubnormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040U); }
  ~FlushSubnormals() { _mm_setcsr(saved_); }
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
  unsigned saved_;
};

}  // namespace sigdyn::detail
