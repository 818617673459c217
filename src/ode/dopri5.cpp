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

/// The last two stages stand at t + h, and what tells them apart is, near the limit of stability,
/// what grows: the ratio of their differences in f and y estimates the largest eigenvalue, as
/// DOPRI5 of Hairer & Wanner (1996, section IV.2) does. Steps are kept within its reach. Without
/// that, error control alone finds the limit by rejections, and leaves errors 10 to 100 times
/// larger (measured on the benchmark networks at rtol 1e-4).
///
/// Where the step is small for what it resolves, the ratio can be anything up to a norm of the
/// Jacobian: it counts only if the error says that something grows (mean square above 1e-4 of the
/// one allowed). An estimate fades, so that it follows an eigenvalue that falls, and fades faster
/// where errors are tiny.
constexpr double memory = 0.985;
constexpr double short_memory = 0.9;
constexpr double telling_error = 1e-4;
constexpr double tiny_error = 1e-6;

class Dopri5Stepper final : public LaneStepper {
 public:
  explicit Dopri5Stepper(LaneSystem& system)
      : system_(system),
        ops_(lane_ops(system.lanes())),
        n_(system.size()),
        lanes_(system.lanes()),
        t_stage_(lanes_),
        estimate_(lanes_),
        eigenvalue_(lanes_, 0.0) {
    for (AlignedVector& stage : k_) stage.resize(n_ * lanes_);
    for (AlignedVector* values : {&point_, &error_, &bend_}) values->resize(n_ * lanes_);
  }

  int error_order() const override { return 5; }
  StepLaw step_law() const override { return StepLaw::smoothing; }
  void prepare(LaneState& /*state*/) override {}
  double largest_step(std::size_t lane) const override {
    return eigenvalue_[lane] > 0.0 ? reach / eigenvalue_[lane]
                                   : std::numeric_limits<double>::infinity();
  }
  const double* error_estimate() const override { return error_.data(); }
  void forget(std::size_t lane) override { eigenvalue_[lane] = 0.0; }
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
    ops_.explicit_error({.n = n_,
                         .m = 6,
                         .v = used.data(),
                         .a = error,
                         .h = state.h.data(),
                         .base = nullptr,
                         .out = error_.data()},
                        {.n = n_,
                         .error = error_.data(),
                         .y = state.y.data(),
                         .y_new = state.y_new.data(),
                         .atol = state.atol.data(),
                         .rtol = state.rtol},
                        point_.data(), state.mean_square.data(), estimate_.data());
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      const double size = state.mean_square[lane];
      const double known = (size < tiny_error ? short_memory : memory) * eigenvalue_[lane];
      const double found = std::sqrt(estimate_[lane]);
      eigenvalue_[lane] = found > known && size > telling_error ? found : known;
    }
    for (std::size_t lane = 0; lane < lanes_; ++lane) state.stats[lane].n_rhs += n_stages - 1;
    has_dense_ = false;
  }

  bool is_held_by_stability(const LaneState& state, std::size_t lane) const override {
    return state.h[lane] * eigenvalue_[lane] > 0.95 * reach;
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
  AlignedVector estimate_;
  AlignedVector eigenvalue_;  ///< [W] the largest found of late; 0: none
  bool has_dense_ = false;
};

}  // namespace

std::unique_ptr<Integrator> make_dopri5_integrator(LaneSystem& system,
                                                   const IntegratorOptions& options) {
  return std::make_unique<LaneDriver>(system, options, std::make_unique<Dopri5Stepper>(system));
}

}  // namespace sigdyn::detail
