/// Arrays over lanes for tests: [n][W] on a 64-byte boundary.
#pragma once

#include <cstddef>
#include <vector>

namespace sigdyn {

class LaneArray {
 public:
  LaneArray(std::size_t n, std::size_t lanes, double filler = 0.0)
      : lanes_(lanes), values_(n * lanes + 8, filler) {
    const auto address = reinterpret_cast<std::size_t>(values_.data());
    offset_ = (64 - address % 64) % 64 / sizeof(double);
  }
  LaneArray(const LaneArray&) = delete;
  LaneArray& operator=(const LaneArray&) = delete;

  double* data() { return values_.data() + offset_; }
  double& operator()(std::size_t i, std::size_t lane) { return data()[i * lanes_ + lane]; }

 private:
  std::size_t lanes_;
  std::size_t offset_ = 0;
  std::vector<double> values_;
};

}  // namespace sigdyn
