#include "base/lane_code.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/lane_arrays.hpp"

namespace {

using namespace sigdyn;

/// x [1][W], y [2][W] -> out [8][W]: every operation once, at an element beyond the first as well.
LaneFunction every_operation(Isa isa, std::size_t lanes) {
  LaneCode code(isa, lanes);
  const auto x = code.load({0, 0});
  const auto y = code.load({1, 1});
  const auto product = code.multiply(y, x);
  const auto sum = code.multiply_add(y, x, x);
  const auto rest = code.multiply_subtract(y, y, x);
  code.store({2, 0}, y);
  code.store({2, 1}, code.subtract(code.zero(), x));
  code.store({2, 2}, product);
  code.store({2, 3}, code.add(product, x));
  code.store({2, 4}, sum);
  code.store({2, 5}, rest);
  code.store({2, 6}, code.add(rest, sum));
  code.store({2, 7}, code.divide(y, x));
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

/// A number in 0 .. n - 1, a function of the state of a linear congruential generator (Knuth).
std::size_t next_index(std::uint64_t& state, std::size_t n) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return static_cast<std::size_t>(state >> 33U) % n;
}

/// Random operations over what was read and computed before: many more values wait than there are
/// registers, operands lie in many windows, values are used twice in one operation.
class RandomCode {
 public:
  RandomCode(Isa isa, std::size_t lanes, std::uint64_t seed) : code_(isa, lanes), seed_(seed) {
    for (std::size_t i = 0; i < n_read; ++i) {
      const auto element = static_cast<std::uint32_t>(37 * i);
      add(code_.load({0, element}), 1.0 / (2.0 + static_cast<double>(i)));
    }
    for (std::size_t i = 0; i < n_computed; ++i) add_operation(i);
  }

  static constexpr std::size_t n_read = 60, n_computed = 800;
  std::vector<double> expected;  ///< of each value that was read or computed
  LaneFunction finish() { return code_.finish(); }

 private:
  void add(LaneCode::Value value, double number) {
    values_.push_back(value);
    expected.push_back(number);
  }

  void add_operation(std::size_t i) {
    const std::size_t n = values_.size();
    const std::size_t a = next_index(seed_, n), b = next_index(seed_, n), c = next_index(seed_, n);
    const double x = expected[a], y = expected[b], z = expected[c];
    switch (next_index(seed_, 7)) {
      case 0:
        add(code_.add(values_[a], values_[b]), x + y);
        break;
      case 1:
        add(code_.subtract(values_[a], values_[b]), x - y);
        break;
      case 2:
        add(code_.multiply(values_[a], values_[b]), x * y);
        break;
      case 3:
        add(code_.multiply_add(values_[a], values_[b], values_[c]), std::fma(x, y, z));
        break;
      case 4:
        add(code_.multiply_subtract(values_[a], values_[b], values_[c]), std::fma(-x, y, z));
        break;
      case 5:
        add(code_.divide(values_[a], values_[0]), x / expected[0]);
        break;
      default:
        add(code_.multiply_add(values_[a], values_[a], values_[a]), std::fma(x, x, x));
    }
    const auto element = static_cast<std::uint32_t>(i);
    if (next_index(seed_, 2) == 0) code_.keep_at({1, element}, values_.back());
    code_.store({2, element}, values_.back());
  }

  LaneCode code_;
  std::uint64_t seed_;
  std::vector<LaneCode::Value> values_;
};

TEST_CASE("lane code: what registers cannot hold is kept in memory and found again", "[base]") {
  const Isa isa = GENERATE(Isa::avx2, Isa::avx512);
  const std::size_t lanes = GENERATE(1U, 4U, 8U);
  const std::uint64_t seed = GENERATE(1U, 2U, 3U);
  CAPTURE(to_string(isa), lanes, seed);
  if (isa > best_isa()) {
    WARN("this processor has no " << to_string(isa) << ": not tested");
    return;
  }
  RandomCode random(isa, lanes, seed);
  LaneArray x(37 * RandomCode::n_read, lanes), kept(RandomCode::n_computed, lanes),
      out(RandomCode::n_computed, lanes);
  for (std::size_t i = 0; i < RandomCode::n_read; ++i) {
    for (std::size_t lane = 0; lane < lanes; ++lane) x(37 * i, lane) = random.expected[i];
  }

  const LaneFunction function = random.finish();
  REQUIRE(function);
  function(x.data(), kept.data(), out.data());

  std::size_t n_wrong = 0;
  for (std::size_t i = 0; i < RandomCode::n_computed; ++i) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double expected = random.expected[RandomCode::n_read + i];
      const bool is_same =
          out(i, lane) == expected || (std::isnan(out(i, lane)) && std::isnan(expected));
      n_wrong += is_same ? 0 : 1;
    }
  }
  CHECK(n_wrong == 0);
}

TEST_CASE("lane code: an element that is stored anew is read as it was stored last", "[base]") {
  if (best_isa() == Isa::sse2) {
    WARN("this processor has no avx2: not tested");
    return;
  }
  LaneCode code(Isa::avx2, 1);
  const auto x = code.load({0, 0});
  const auto twice = code.add(x, x);
  code.store({2, 0}, twice);
  code.store({2, 1}, code.load({2, 0}));
  code.store({2, 0}, code.add(code.load({2, 0}), x));
  LaneArray in(1, 1, 2.0), unused(1, 1), out(2, 1);

  code.finish()(in.data(), unused.data(), out.data());

  CHECK(out(0, 0) == 6.0);
  CHECK(out(1, 0) == 4.0);
}

TEST_CASE("lane code: what was copied to an element outlives what is stored there next", "[base]") {
  if (best_isa() == Isa::sse2) {
    WARN("this processor has no avx2: not tested");
    return;
  }
  LaneCode code(Isa::avx2, 1);
  const auto x = code.load({0, 0});
  code.store({2, 0}, x);
  std::vector<LaneCode::Value> waiting;  // more than there are registers: x leaves its own
  for (std::uint32_t i = 1; i <= 20; ++i) {
    waiting.push_back(code.add(code.load({0, i}), code.load({0, i})));
    code.keep_at({1, i}, waiting.back());
  }
  code.store({2, 0}, waiting.front());
  for (const auto value : waiting) code.store({2, 1}, value);
  code.store({2, 2}, code.add(x, x));
  LaneArray in(21, 1, 3.0), kept(21, 1), out(3, 1);

  code.finish()(in.data(), kept.data(), out.data());

  CHECK(out(0, 0) == 6.0);
  CHECK(out(2, 0) == 6.0);
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
  LaneArray x(1, 1, 2.0), y(2, 1, 3.0), out(8, 1);

  copy(x.data(), y.data(), out.data());

  CHECK(out(3, 0) == 8.0);
  CHECK_FALSE(LaneFunction());
}

}  // namespace
