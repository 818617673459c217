#include "base/lane_code.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/lane_arrays.hpp"

namespace {

using namespace sigdyn;

/// x [1][W], y [2][W] -> out [8][W]: every operation once, at an element beyond the first as well.
LaneFunction every_operation(Isa isa, std::size_t lanes) {
  LaneCode code(isa, lanes);
  const LaneOperand x{0, 0};
  const LaneOperand y{1, 1};
  code.load(1, y);
  code.store({2, 0}, 1);
  code.zero(2);
  code.subtract(2, x);
  code.store({2, 1}, 2);
  code.multiply(7, 1, x);
  code.store({2, 2}, 7);
  code.add(7, x);
  code.store({2, 3}, 7);
  code.load(0, x);
  code.multiply_add(0, 1, x);
  code.store({2, 4}, 0);
  code.load(5, x);
  code.multiply_subtract(5, 1, y);
  code.store({2, 5}, 5);
  code.add(5, 0);
  code.store({2, 6}, 5);
  code.divide(6, 1, x);
  code.store({2, 7}, 6);
  return code.finish();
}

TEST_CASE("lane code: every operation does in each lane what it says", "[base]") {
  const Isa isa = GENERATE(Isa::avx2, Isa::avx512);
  const std::size_t lanes = GENERATE(1U, 4U, 8U);
  CAPTURE(to_string(isa), lanes);
  if (isa > best_isa()) {
    WARN("this processor has no " << to_string(isa) << ": not tested");
    return;
  }
  LaneArray x(1, lanes), y(2, lanes), out(8, lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    x(0, lane) = 1.0 / (3.0 + static_cast<double>(lane));
    y(1, lane) = 0.1 + static_cast<double>(lane);
  }

  const LaneFunction function = every_operation(isa, lanes);
  REQUIRE(function);
  function(x.data(), y.data(), out.data());

  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const double a = x(0, lane);
    const double b = y(1, lane);
    CHECK(out(0, lane) == b);
    CHECK(out(1, lane) == -a);
    CHECK(out(2, lane) == b * a);
    CHECK(out(3, lane) == b * a + a);
    CHECK(out(4, lane) == std::fma(b, a, a));
    CHECK(out(5, lane) == std::fma(-b, b, a));
    CHECK(out(6, lane) == out(5, lane) + out(4, lane));
    CHECK(out(7, lane) == b / a);
  }
}

TEST_CASE("lane code: the code outlives the object that wrote it and may be shared", "[base]") {
  if (best_isa() == Isa::sse2) {
    WARN("this processor has no avx2: not tested");
    return;
  }
  LaneFunction copy;
  {
    const LaneFunction original = every_operation(Isa::avx2, 1);
    copy = original;
  }
  LaneArray x(1, 1, 2.0), y(2, 1, 3.0), out(7, 1);

  copy(x.data(), y.data(), out.data());

  CHECK(out(3, 0) == 8.0);
  CHECK_FALSE(LaneFunction());
}

}  // namespace
