/// What ROCK4 is about its lanes however they are scheduled: spectral radius, number of stages,
/// dense output. See rock4_table.hpp for the method.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ode/detail/lane_state.hpp"
#include "ode/detail/rock4_table.hpp"
#include "ode/detail/spectral_radius.hpp"
#include "ode/lane_system.hpp"

namespace sigdyn::detail {

class Rock4Base : public LaneStepper {
 public:
  explicit Rock4Base(LaneSystem& system);

  int error_order() const override { return 4; }
  void forget(std::size_t lane) override { estimates_[lane] = {}; }
  void prepare(LaneState& state) override;
  double largest_step(std::size_t lane) const override;

 protected:
  /// The least number of stages that is stable for the lane's step.
  void choose_degree(const LaneState& state, std::size_t lane);

  /// The polynomials D_r at theta, times h where they multiply derivatives.
  std::array<double, 7> dense_weights(const LaneState& state, std::size_t lane, double theta) const;

  std::size_t n_;
  std::size_t lanes_;
  std::vector<const Rock4Degree*> degree_;  ///< [W]

 private:
  struct Estimate {
    std::int64_t at_step = -1;  // none yet
    std::int64_t n_rejected = 0;
  };

  SpectralRadius radius_;
  std::vector<Estimate> estimates_;
  std::vector<std::size_t> wanted_;
};

/// Lanes that do not wait for each other: one right-hand side per attempt, each lane at its own
/// stage of its own step.
std::unique_ptr<LaneStepper> make_free_rock4_stepper(LaneSystem& system);

}  // namespace sigdyn::detail
