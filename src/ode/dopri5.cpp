/// The pair of Dormand and Prince in lanes, for systems that are hardly stiff; see
/// detail/dopri5_tableau.hpp for the method.

#include <array>
#include <cmath>
#include <limits>

#include "base/aligned_vector.hpp"
#include "ode/detail/dopri5_tableau.hpp"
#include "ode/detail/lane_driver.hpp"
#include "ode/detail/lane_ops.hpp"
#include "ode/detail/make_integrators.hpp"

namespace sigdyn::detail {
namespace {

using namespace dopri5;

class Dopri5Stepper final : public LaneStepper {
 public:
  explicit Dopri5Stepper(LaneSystem& system)
      : system_(system),
        ops_(lane_ops(system.lanes())),
        n_(system.size()),
        lanes_(system.lanes()),
        t_stage_(lanes_) {
    for (AlignedVector& stage : k_) stage.resize(n_ * lanes_);
    for (AlignedVector* values : {&point_, &error_, &bend_}) values->resize(n_ * lanes_);
  }

  int error_order() const override { return 5; }
  StepLaw step_law() const override { return StepLaw::smoothing; }
  void prepare(LaneState& /*state*/) override {}
  double largest_step(std::size_t /*lane*/) const override {
    return std::numeric_limits<double>::infinity();
  }
  const double* error_estimate() const override { return error_.data(); }
  void forget(std::size_t /*lane*/) override {}
  AlignedVector* final_rhs() override { return &k_.back(); }

  void attempt(LaneState& state, bool /*has_moved*/) override {
    const std::array<const double*, 6> k = stages(state, true);
    for (std::size_t i = 1; i < 6; ++i) {
      combine(state, k.data(), i, a[i], state.y.data(), point_);
      evaluate(state, i, point_, k_[i - 1]);
    }
    const std::array<const double*, 6> used = stages(state, false);
    combine(state, used.data(), 5, b, state.y.data(), state.y_new);
    evaluate(state, 6, state.y_new, k_[5]);
    combine(state, used.data(), 6, error, nullptr, error_);
    ops_.error_mean_square({.n = n_,
                            .error = error_.data(),
                            .y = state.y.data(),
                            .y_new = state.y_new.data(),
                            .atol = state.atol.data(),
                            .rtol = state.rtol},
                           state.mean_square.data());
    for (std::size_t lane = 0; lane < lanes_; ++lane) state.stats[lane].n_rhs += n_stages - 1;
    has_dense_ = false;
  }

  /// By the largest eigenvalue that the last two stages show: both stand at t + h.
  bool is_held_by_stability(const LaneState& state, std::size_t lane) const override {
    double change = 0.0;
    double distance = 0.0;
    for (std::size_t e = lane; e < n_ * lanes_; e += lanes_) {
      const double rate = k_[5][e] - k_[4][e];
      const double way = state.y_new[e] - point_[e];
      change += rate * rate;
      distance += way * way;
    }
    return distance > 0.0 && state.h[lane] * std::sqrt(change / distance) > reach;
  }

  void interpolate(const LaneState& state, std::size_t lane, double theta, double* y) override {
    make_dense(state);
    for (std::size_t i = 0; i < n_; ++i) y[i] = value(state, i * lanes_ + lane, lane, theta);
  }

  double interpolate(const LaneState& state, std::size_t lane, double theta,
                     std::size_t i) override {
    make_dense(state);
    return value(state, i * lanes_ + lane, lane, theta);
  }

 private:
  /// Stages 0 to 5, or those that y_new, the error and dense output are made of.
  std::array<const double*, 6> stages(const LaneState& state, bool with_stage_1) const {
    const std::size_t first = with_stage_1 ? 0 : 1;
    std::array<const double*, 6> k{};
    k[0] = state.f.data();
    for (std::size_t i = 1; i < k.size(); ++i) k[i] = k_[i - 1 + first].data();
    return k;
  }

  void combine(const LaneState& state, const double* const* k, std::size_t m, const double* weights,
               const double* base, AlignedVector& out) {
    ops_.explicit_stage({.n = n_,
                         .m = m,
                         .v = k,
                         .a = weights,
                         .h = state.h.data(),
                         .base = base,
                         .out = out.data()});
  }

  void evaluate(const LaneState& state, std::size_t stage, const AlignedVector& y,
                AlignedVector& f) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      t_stage_[lane] = state.t[lane] + c[stage] * state.h[lane];
    }
    system_.rhs(t_stage_.data(), y.data(), f.data());
  }

  /// On the first demand after a step, for all lanes at once.
  void make_dense(const LaneState& state) {
    if (has_dense_) return;
    combine(state, stages(state, false).data(), 6, dense, nullptr, bend_);
    has_dense_ = true;
  }

  double value(const LaneState& state, std::size_t e, std::size_t lane, double theta) const {
    const double h = state.h[lane];
    const double rest = 1.0 - theta;
    const double d = state.y_new[e] - state.y[e];
    const double bow = h * state.f[e] - d;
    const double twist = d - h * k_[5][e] - bow;
    return state.y[e] + theta * (d + rest * (bow + theta * (twist + rest * bend_[e])));
  }

  LaneSystem& system_;
  const LaneOps& ops_;
  std::size_t n_;
  std::size_t lanes_;
  std::array<AlignedVector, 6> k_;  ///< stages 1 to 6; stage 0 is the state's f
  AlignedVector point_;
  AlignedVector error_;
  AlignedVector bend_;
  AlignedVector t_stage_;
  bool has_dense_ = false;
};

}  // namespace

std::unique_ptr<Integrator> make_dopri5_integrator(LaneSystem& system,
                                                   const IntegratorOptions& options) {
  return std::make_unique<LaneDriver>(system, options, std::make_unique<Dopri5Stepper>(system));
}

}  // namespace sigdyn::detail
