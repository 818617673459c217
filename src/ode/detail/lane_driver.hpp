/// The driver of the lane integrators: W tasks side by side, each with its own step, error test,
/// rejection and stop; a lane that ends is refilled at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "ode/detail/lane_ops.hpp"
#include "ode/detail/lane_state.hpp"
#include "ode/detail/step_controller.hpp"
#include "ode/integrator.hpp"

namespace sigdyn::detail {

class LaneDriver final : public Integrator {
 public:
  LaneDriver(LaneSystem& system, const IntegratorOptions& options,
             std::unique_ptr<LaneStepper> stepper);
  void run(LaneClient& client) override;

 private:
  using Clock = std::chrono::steady_clock;

  struct Lane {
    explicit Lane(const LaneStepper& stepper)
        : controller(stepper.error_order(), stepper.step_law()) {}
    bool is_busy = false;
    bool is_fresh = false;      ///< no attempt made yet
    bool reaches_stop = false;  ///< the step under way ends at t_stop
    double t_stop = 0.0;
    double h_first = 0.0;
    double h_next = 0.0;  ///< as the controller wishes
    double h_least = 0.0;
    int n_held = 0;  ///< steps of late that stability held down on a way too long for them
    Clock::time_point started;
    StepController controller;
  };

  class Dense;

  void refill(std::size_t lane, LaneClient& client);
  void load(std::size_t lane);
  void evaluate_rhs();
  void choose_first_steps();
  double first_step(std::size_t lane) const;
  void set_steps();
  void choose_next_steps();
  void judge(std::size_t lane, LaneClient& client);
  void accept(std::size_t lane, LaneClient& client);
  void reject(std::size_t lane, LaneClient& client);
  void fail(std::size_t lane, SolveStatus status, LaneClient& client);
  bool is_hopeless(std::size_t lane, double t_end);
  void move_accepted();
  void stop_late_lanes(LaneClient& client);
  bool has_finite_rhs(std::size_t lane) const;
  std::vector<std::size_t> worst_of(std::size_t lane);

  LaneSystem& system_;
  const LaneOps& ops_;
  IntegratorOptions options_;
  std::unique_ptr<LaneStepper> stepper_;
  LaneState state_;
  std::vector<Lane> lanes_;
  AlignedVector moves_;      ///< [W] 1 where y_new becomes y after this round
  AlignedVector lacks_rhs_;  ///< [W] 1 where f is not that of (t, y)
  AlignedVector f_trial_;
  AlignedVector t_trial_;
  LaneTask task_;
  std::vector<double> column_;  ///< [n] one lane's state
  std::size_t n_busy_ = 0;
  std::size_t n_fresh_ = 0;
  bool has_moved_ = true;
};

}  // namespace sigdyn::detail
