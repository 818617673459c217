/// ROCK4 in lanes that do not wait for each other: every attempt is one right-hand side, each lane
/// at its own stage of its own step. See detail/rock4_table.hpp for the method.
///
/// The recurrences of all lanes are one pass over [n][W]; what a lane keeps of its finishing stages
/// stands apart, [n] of its own, and is worked on when it is there. One order of operations for
/// every W.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/aligned_vector.hpp"
#include "base/contract.hpp"
#include "ode/detail/lane_ops.hpp"
#include "ode/detail/rock4_base.hpp"

namespace sigdyn::detail {
namespace {

template <std::size_t W>
class FreeRock4Stepper final : public Rock4Base {
 public:
  explicit FreeRock4Stepper(LaneSystem& system)
      : Rock4Base(system), system_(system), ops_(lane_ops(W)) {
    for (AlignedVector* values : {&now_, &before_, &f_, &error_}) values->resize(n_ * W);
    for (AlignedVector* values : {&t_stage_, &is_active_, &h_mu_, &kappa_}) values->resize(W);
    for (Course& course : courses_) {
      for (AlignedVector* values : {&course.y_m, &course.f_last}) values->resize(n_);
      for (AlignedVector& f : course.f) f.resize(n_);
    }
  }

  const double* error_estimate() const override { return error_.data(); }
  AlignedVector* final_rhs() override { return &f_; }

  void forget(std::size_t lane) override {
    Rock4Base::forget(lane);
    courses_[lane].stage = unparked;
  }

  void attempt(LaneState& state, bool /*has_moved*/) override {
    for (std::size_t lane = 0; lane < W; ++lane) {
      state.ends[lane] = 0;
      if (state.begins[lane] != 0) {
        begin(state, lane);
      } else if (courses_[lane].stage == unparked) {
        park(state, lane);
      }
      t_stage_[lane] = state.t[lane] + state.h[lane] * courses_[lane].c_now;
    }
    system_.rhs(t_stage_.data(), now_.data(), f_.data());
    run_recurrence(state);
    for (std::size_t lane = 0; lane < W; ++lane) {
      Course& course = courses_[lane];
      if (course.stage < 0) continue;
      const int finishing = course.stage++ - (degree_[lane]->n_stages - 4);
      if (finishing >= 0) finish(state, lane, finishing);
    }
  }

  void interpolate(const LaneState& state, std::size_t lane, double theta, double* y) override {
    const std::array<double, 7> d = dense_weights(state, lane, theta);
    for (std::size_t i = 0; i < n_; ++i) y[i] = value(state, lane, i, d);
  }

  double interpolate(const LaneState& state, std::size_t lane, double theta,
                     std::size_t i) override {
    return value(state, lane, i, dense_weights(state, lane, theta));
  }

 private:
  static constexpr int parked = -1;    // no step under way; now_ is finite
  static constexpr int unparked = -2;  // no step under way; now_ may be anything

  /// Where a lane is in its step: `now_` is y_stage, or a point of the finishing stages.
  struct Course {
    int stage = unparked;
    double c_now = 0.0;  ///< time of that point, as a fraction of the step
    double c_before = 0.0;
    double c_m = 0.0;
    AlignedVector y_m;     ///< [n]
    AlignedVector f_last;  ///< f(y_m-1)
    std::array<AlignedVector, 4> f;
  };

  void park(const LaneState& state, std::size_t lane) {
    for (std::size_t e = lane; e < n_ * W; e += W) now_[e] = before_[e] = state.y[e];
    courses_[lane].stage = parked;
  }

  /// The first stage, whose right-hand side is there already.
  void begin(const LaneState& state, std::size_t lane) {
    choose_degree(state, lane);
    const Rock4Degree& degree = *degree_[lane];
    Course& course = courses_[lane];
    course.stage = 1;
    course.c_before = 0.0;
    course.c_now = degree.recurrence[0];
    const double h_mu = state.h[lane] * degree.recurrence[0];
    const double* y = state.y.data() + lane;
    const double* f = state.f.data() + lane;
    double* now = now_.data() + lane;
    double* before = before_.data() + lane;
    for (std::size_t i = 0; i < n_; ++i) {
      before[i * W] = y[i * W];
      now[i * W] = y[i * W] + h_mu * f[i * W];
    }
    if (degree.n_stages == 5) copy_from(state.f, lane, course.f_last);
  }

  void run_recurrence(const LaneState& state) {
    bool is_any_active = false;
    for (std::size_t lane = 0; lane < W; ++lane) {
      Course& course = courses_[lane];
      const Rock4Degree& degree = *degree_[lane];
      const int m = degree.n_stages - 4;
      const bool is_active = course.stage >= 0 && course.stage < m;
      is_active_[lane] = is_active ? 1.0 : 0.0;
      h_mu_[lane] = kappa_[lane] = 0.0;
      if (!is_active) continue;
      is_any_active = true;
      const double* coefficients = degree.recurrence + std::ptrdiff_t{2} * course.stage;
      h_mu_[lane] = state.h[lane] * coefficients[0];
      kappa_[lane] = coefficients[1];
      const double c = course.c_now;
      course.c_now = coefficients[0] + c + coefficients[1] * (c - course.c_before);
      course.c_before = c;
      if (course.stage == m - 1) copy_from(f_, lane, course.f_last);
    }
    if (!is_any_active) return;
    ops_.recurrence({.n = n_,
                     .is_active = is_active_.data(),
                     .h_mu = h_mu_.data(),
                     .kappa = kappa_.data(),
                     .f = f_.data(),
                     .now = now_.data(),
                     .before = before_.data()});
    now_.swap(before_);
  }

  /// Takes f of finishing stage `stage`, 0 .. 3, and goes to the next point, at last to y_new,
  /// whose right-hand side ends the step.
  void finish(LaneState& state, std::size_t lane, int stage) {
    Course& course = courses_[lane];
    const Rock4Degree& degree = *degree_[lane];
    const double h = state.h[lane];
    switch (stage) {
      case 0:
        course.c_m = course.c_now;
        copy_from(now_, lane, course.y_m);
        return go<1>(lane, h, degree.a);
      case 1:
        return go<2>(lane, h, degree.a + 1);
      case 2:
        return go<3>(lane, h, degree.a + 3);
      case 3:
        go<4>(lane, h, degree.b);
        course.c_now = 1.0;
        if (!(estimate_error(state, lane) <= 1.0)) end(state, lane);
        return;
      default:
        for (std::size_t e = lane; e < n_ * W; e += W) state.y_new[e] = now_[e];
        ++state.stats[lane].n_rhs;
        end(state, lane);
    }
  }

  void end(LaneState& state, std::size_t lane) {
    state.ends[lane] = 1;
    state.stats[lane].n_rhs += degree_[lane]->n_stages - 1;
    courses_[lane].stage = unparked;
  }

  /// now_ = y_m + h sum over j < M of a_j f_j, the last f of which has just come.
  template <std::size_t M>
  void go(std::size_t lane, double h, const double* a) {
    Course& course = courses_[lane];
    std::array<double, M> weight{};
    std::array<double*, M> f{};
    course.c_now = course.c_m;
    for (std::size_t j = 0; j < M; ++j) {
      weight[j] = h * a[j];
      f[j] = course.f[j].data();
      course.c_now += a[j];
    }
    const double* y_m = course.y_m.data();
    const double* f_new = f_.data() + lane;
    double* now = now_.data() + lane;
    for (std::size_t i = 0; i < n_; ++i) {
      double sum = y_m[i];
      for (std::size_t j = 0; j + 1 < M; ++j) sum += weight[j] * f[j][i];
      const double last = f_new[i * W];
      f[M - 1][i] = last;
      now[i * W] = sum + weight[M - 1] * last;
    }
  }

  double estimate_error(LaneState& state, std::size_t lane) {
    const Course& course = courses_[lane];
    std::array<double, 5> weight{};
    for (std::size_t j = 0; j < 5; ++j) weight[j] = state.h[lane] * degree_[lane]->error[j];
    const double* v[5] = {course.f_last.data(), course.f[0].data(), course.f[1].data(),
                          course.f[2].data(), course.f[3].data()};
    const double* y = state.y.data() + lane;
    const double* atol = state.atol.data() + lane;
    const double* now = now_.data() + lane;
    double* error = error_.data() + lane;
    const double rtol = state.rtol;
    double square_sum = 0.0;
    for (std::size_t i = 0; i < n_; ++i) {
      double sum = weight[0] * v[0][i];
      for (std::size_t j = 1; j < 5; ++j) sum += weight[j] * v[j][i];
      error[i * W] = sum;
      const double size = std::max(std::fabs(y[i * W]), std::fabs(now[i * W]));
      const double scaled = sum / (atol[i * W] + rtol * size);
      square_sum += scaled * scaled;
    }
    return state.mean_square[lane] = square_sum / static_cast<double>(n_);
  }

  static void copy_from(const AlignedVector& source, std::size_t lane, AlignedVector& target) {
    const double* from = source.data() + lane;
    for (std::size_t i = 0; i < target.size(); ++i) target[i] = from[i * W];
  }

  double value(const LaneState& state, std::size_t lane, std::size_t i,
               const std::array<double, 7>& d) const {
    const Course& course = courses_[lane];
    const double y = state.y[i * W + lane];
    double sum = y + d[0] * (state.y_new[i * W + lane] - y) + d[1] * (course.y_m[i] - y) +
                 d[2] * course.f_last[i];
    for (std::size_t j = 0; j < 4; ++j) sum += d[j + 3] * course.f[j][i];
    return sum;
  }

  LaneSystem& system_;
  const LaneOps& ops_;
  std::array<Course, W> courses_;
  AlignedVector now_;  // [n][W], where f is wanted
  AlignedVector before_;
  AlignedVector f_;
  AlignedVector error_;
  AlignedVector t_stage_;  // [W]
  AlignedVector is_active_;
  AlignedVector h_mu_;
  AlignedVector kappa_;
};

}  // namespace

std::unique_ptr<LaneStepper> make_free_rock4_stepper(LaneSystem& system) {
  switch (system.lanes()) {
    case 1:
      return std::make_unique<FreeRock4Stepper<1>>(system);
    case 4:
      return std::make_unique<FreeRock4Stepper<4>>(system);
    default:
      SIGDYN_EXPECTS(system.lanes() == 8);
      return std::make_unique<FreeRock4Stepper<8>>(system);
  }
}

}  // namespace sigdyn::detail
