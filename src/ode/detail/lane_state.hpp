/// What the driver and the steppers of the lane integrators share: W tasks under way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned_vector.hpp"
#include "ode/detail/step_controller.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn::detail {

/// Arrays over lanes are [W], over states [n][W].
struct LaneState {
  LaneState(std::size_t n_states, std::size_t n_lanes)
      : n(n_states),
        lanes(n_lanes),
        t(n_lanes, 0.0),
        h(n_lanes, 1.0),
        has_moved(n_lanes, 1),
        begins(n_lanes, 0),
        ends(n_lanes, 1),
        mean_square(n_lanes, 0.0),
        y(n_states * n_lanes, 0.0),
        y_new(n_states * n_lanes, 0.0),
        f(n_states * n_lanes, 0.0),
        atol(n_states * n_lanes, 1.0),
        stats(n_lanes) {}

  std::size_t n;
  std::size_t lanes;
  double rtol = 0.0;
  AlignedVector t;                      ///< beginning of the step
  AlignedVector h;                      ///< the step to try
  std::vector<std::uint8_t> has_moved;  ///< 0 if the lane repeats the (t, y) of the last attempt
  std::vector<std::uint8_t> begins;     ///< 1 if a step of the lane begins with this attempt
  std::vector<std::uint8_t> ends;       ///< 1 if it ends with it; only then it is judged
  AlignedVector
      mean_square;      ///< of the weighted error of the step; NaN or infinite if it broke down
  AlignedVector y;      ///< at t
  AlignedVector y_new;  ///< at t + h
  AlignedVector f;      ///< right-hand side at (t, y)
  AlignedVector atol;   ///< absolute part of the error weights
  std::vector<SolverStats> stats;
};

/// One method. attempt() treats all lanes at once, each with its own t and h. A step may take
/// several attempts: then the method says in state.ends which lanes are through with theirs.
class LaneStepper {
 public:
  virtual ~LaneStepper() = default;

  /// The error of a step grows like h^error_order.
  virtual int error_order() const = 0;
  virtual StepLaw step_law() const { return StepLaw::predictive; }

  /// Called before the steps are set, with f current.
  virtual void prepare(LaneState& state) = 0;

  /// The longest step that lane `lane` may take, as stability demands.
  virtual double largest_step(std::size_t lane) const = 0;

  /// Tries one step, or the next part of it: fills y_new and mean_square of lanes whose step ends,
  /// counts work in stats. Between attempts of one step y_new is not the method's to keep.
  /// `has_moved` is false if every lane repeats the (t, y) of the last attempt with another h.
  virtual void attempt(LaneState& state, bool has_moved) = 0;

  /// f at (t + h, y_new) [n][W] of the last attempt, if the method ends with it; null otherwise.
  /// Written by the driver: it takes the place of f.
  virtual AlignedVector* final_rhs() { return nullptr; }

  /// True if stability, not accuracy, held down the accepted step of the last attempt.
  virtual bool is_held_by_stability(const LaneState& /*state*/, std::size_t /*lane*/) const {
    return false;
  }

  /// The error estimate [n][W] of the last attempt.
  virtual const double* error_estimate() const = 0;

  /// The lane has a new task: what was kept of the steps before does not apply.
  virtual void forget(std::size_t lane) = 0;

  /// The solution of the last attempt at theta in [0, 1] of the step: y [n], or component i alone.
  virtual void interpolate(const LaneState& state, std::size_t lane, double theta, double* y) = 0;
  virtual double interpolate(const LaneState& state, std::size_t lane, double theta,
                             std::size_t i) = 0;
};

}  // namespace sigdyn::detail
