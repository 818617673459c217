/// ROCK4 in lanes that step together, each with its own number of stages; see
/// detail/rock4_table.hpp for the method.

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "base/aligned_vector.hpp"
#include "ode/detail/lane_driver.hpp"
#include "ode/detail/lane_ops.hpp"
#include "ode/detail/make_integrators.hpp"
#include "ode/detail/rock4_base.hpp"
#include "ode/detail/rock4_table.hpp"

namespace sigdyn::detail {
namespace {

class Rock4Stepper final : public Rock4Base {
 public:
  explicit Rock4Stepper(LaneSystem& system)
      : Rock4Base(system), system_(system), ops_(lane_ops(system.lanes())) {
    for (AlignedVector* values : {&now_, &before_, &f_last_, &point_, &error_}) {
      values->resize(n_ * lanes_);
    }
    for (AlignedVector& f : f_) f.resize(n_ * lanes_);
    for (AlignedVector* values : {&t_stage_, &c_now_, &c_before_, &is_active_, &h_mu_, &kappa_}) {
      values->resize(lanes_);
    }
    weights_.resize(5 * lanes_);
  }

  const double* error_estimate() const override { return error_.data(); }

  void attempt(LaneState& state, bool /*has_moved*/) override {
    for (std::size_t lane = 0; lane < lanes_; ++lane) choose_degree(state, lane);
    run_recurrence(state);
    finish(state);
    ops_.error_mean_square({.n = n_,
                            .error = error_.data(),
                            .y = state.y.data(),
                            .y_new = state.y_new.data(),
                            .atol = state.atol.data(),
                            .rtol = state.rtol},
                           state.mean_square.data());
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      state.stats[lane].n_rhs += degree_[lane]->n_stages - 1;
    }
  }

  void interpolate(const LaneState& state, std::size_t lane, double theta, double* y) override {
    const std::array<double, 7> d = dense_weights(state, lane, theta);
    for (std::size_t i = 0; i < n_; ++i) y[i] = value(state, i * lanes_ + lane, d);
  }

  double interpolate(const LaneState& state, std::size_t lane, double theta,
                     std::size_t i) override {
    return value(state, i * lanes_ + lane, dense_weights(state, lane, theta));
  }

 private:
  /// A lane with fewer stages than the longest waits at y until the rest are as many as its own, so
  /// that all reach the finishing stages together.
  void run_recurrence(LaneState& state) {
    int longest = 0;
    for (const Rock4Degree* degree : degree_) longest = std::max(longest, degree->n_stages - 4);
    std::copy(state.y.begin(), state.y.end(), now_.begin());
    std::copy(state.y.begin(), state.y.end(), before_.begin());
    std::fill(c_now_.begin(), c_now_.end(), 0.0);
    std::fill(c_before_.begin(), c_before_.end(), 0.0);
    last_ = &state.f;
    for (int stage = 0; stage < longest; ++stage) {
      if (stage > 0) {
        evaluate(state, c_now_, now_, f_last_);
        last_ = &f_last_;
      }
      for (std::size_t lane = 0; lane < lanes_; ++lane) {
        const int own_stage = stage - (longest - (degree_[lane]->n_stages - 4));
        const bool waits = own_stage < 0;
        const double* coefficients =
            degree_[lane]->recurrence + std::ptrdiff_t{2} * std::max(own_stage, 0);
        is_active_[lane] = waits ? 0.0 : 1.0;
        h_mu_[lane] = state.h[lane] * coefficients[0];
        kappa_[lane] = coefficients[1];
        const double c = c_now_[lane];
        if (!waits) {
          c_now_[lane] = coefficients[0] + c + coefficients[1] * (c - c_before_[lane]);
        }
        c_before_[lane] = c;
      }
      ops_.recurrence({.n = n_,
                       .is_active = is_active_.data(),
                       .h_mu = h_mu_.data(),
                       .kappa = kappa_.data(),
                       .f = last_->data(),
                       .now = now_.data(),
                       .before = before_.data()});
      now_.swap(before_);
    }
  }

  void finish(LaneState& state) {
    evaluate(state, c_now_, now_, f_[0]);
    constexpr int first_of_row[] = {0, 0, 1, 3};
    for (int stage = 1; stage < 4; ++stage) {
      for (std::size_t lane = 0; lane < lanes_; ++lane) {
        c_before_[lane] = c_now_[lane];
        for (int j = 0; j < stage; ++j) {
          const double a = degree_[lane]->a[first_of_row[stage] + j];
          weights_[static_cast<std::size_t>(j) * lanes_ + lane] = state.h[lane] * a;
          c_before_[lane] += a;
        }
      }
      combine(now_.data(), static_cast<std::size_t>(stage), 0, point_.data());
      evaluate(state, c_before_, point_, f_[static_cast<std::size_t>(stage)]);
    }
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      for (std::size_t j = 0; j < 4; ++j) {
        weights_[j * lanes_ + lane] = state.h[lane] * degree_[lane]->b[j];
      }
    }
    combine(now_.data(), 4, 0, state.y_new.data());
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      for (std::size_t j = 0; j < 5; ++j) {
        weights_[j * lanes_ + lane] = state.h[lane] * degree_[lane]->error[j];
      }
    }
    combine(nullptr, 4, 1, error_.data());
  }

  /// out = base + sum of weights_ times `n_last` (0 or 1) last recurrence stage, then f_[0 .. m-1].
  void combine(const double* base, std::size_t m, std::size_t n_last, double* out) {
    std::array<const double*, 5> v{};
    v[0] = last_->data();
    for (std::size_t j = 0; j < m; ++j) v[j + n_last] = f_[j].data();
    ops_.combine({.n = n_,
                  .m = m + n_last,
                  .base = base,
                  .v = v.data(),
                  .weight = weights_.data(),
                  .out = out});
  }

  void evaluate(const LaneState& state, const AlignedVector& c, const AlignedVector& y,
                AlignedVector& f) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      t_stage_[lane] = state.t[lane] + state.h[lane] * c[lane];
    }
    system_.rhs(t_stage_.data(), y.data(), f.data());
  }

  double value(const LaneState& state, std::size_t e, const std::array<double, 7>& d) const {
    const double y = state.y[e];
    double sum = y + d[0] * (state.y_new[e] - y) + d[1] * (now_[e] - y) + d[2] * (*last_)[e];
    for (std::size_t j = 0; j < 4; ++j) sum += d[j + 3] * f_[j][e];
    return sum;
  }

  LaneSystem& system_;
  const LaneOps& ops_;
  AlignedVector now_;     // y_j, in the end y_m
  AlignedVector before_;  // y_j-1
  AlignedVector f_last_;
  const AlignedVector* last_ = nullptr;  // f(y_m-1): f_last_, or f(y) itself if m = 1
  std::array<AlignedVector, 4> f_;
  AlignedVector point_;
  AlignedVector error_;
  AlignedVector t_stage_;
  AlignedVector c_now_;  // stage times, as fractions of the step
  AlignedVector c_before_;
  AlignedVector is_active_;
  AlignedVector h_mu_;
  AlignedVector kappa_;
  AlignedVector weights_;
};

/// States from which on a lane's own copies cost less than its waiting for others: there a
/// right-hand side is dearer than they are. By size alone: a lane and a run alone are one method.
constexpr std::size_t free_running_size = 1000;

}  // namespace

std::unique_ptr<Integrator> make_rock4_integrator(LaneSystem& system,
                                                  const IntegratorOptions& options) {
  std::unique_ptr<LaneStepper> stepper;
  if (system.size() < free_running_size) {
    stepper = std::make_unique<Rock4Stepper>(system);
  } else {
    stepper = make_free_rock4_stepper(system);
  }
  return std::make_unique<LaneDriver>(system, options, std::move(stepper));
}

}  // namespace sigdyn::detail
