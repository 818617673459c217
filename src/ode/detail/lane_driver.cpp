#include "ode/detail/lane_driver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/contract.hpp"
#include "ode/detail/error_weights.hpp"
#include "ode/detail/flush_subnormals.hpp"
#include "ode/detail/task_limits.hpp"

namespace sigdyn::detail {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace

/// The step of one lane as its client sees it.
class LaneDriver::Dense final : public DenseStep {
 public:
  Dense(const LaneState& state, LaneStepper& stepper, std::size_t lane, double t_end)
      : state_(state), stepper_(stepper), lane_(lane), t_end_(t_end) {}

  double t_begin() const override { return state_.t[lane_]; }
  double t_end() const override { return t_end_; }

  void evaluate(double t, double* y) const override {
    if (t == t_end_ || t == t_begin()) {
      const AlignedVector& end = t == t_end_ ? state_.y_new : state_.y;
      for (std::size_t i = 0; i < state_.n; ++i) y[i] = end[i * state_.lanes + lane_];
    } else {
      stepper_.interpolate(state_, lane_, theta(t), y);
    }
  }

  double evaluate(double t, std::size_t i) const override {
    if (t == t_end_) return state_.y_new[i * state_.lanes + lane_];
    if (t == t_begin()) return state_.y[i * state_.lanes + lane_];
    return stepper_.interpolate(state_, lane_, theta(t), i);
  }

 private:
  double theta(double t) const { return (t - t_begin()) / (t_end_ - t_begin()); }

  const LaneState& state_;
  LaneStepper& stepper_;
  std::size_t lane_;
  double t_end_;
};

LaneDriver::LaneDriver(LaneSystem& system, const IntegratorOptions& options,
                       std::unique_ptr<LaneStepper> stepper)
    : system_(system),
      ops_(lane_ops(system.lanes())),
      options_(options),
      stepper_(std::move(stepper)),
      state_(system.size(), system.lanes()),
      lanes_(system.lanes(), Lane(*stepper_)),
      moves_(system.lanes(), 0.0),
      lacks_rhs_(system.lanes(), 1.0),
      f_trial_(system.size() * system.lanes()),
      t_trial_(system.lanes()),
      column_(system.size()) {
  SIGDYN_EXPECTS(options.error.absolute_atol.empty() ||
                 options.error.absolute_atol.size() == system.size());
  state_.rtol = options.error.rtol;
}

void LaneDriver::run(LaneClient& client) {
  const FlushSubnormals flush;
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) refill(lane, client);
  constexpr unsigned rounds_per_clock = 16;
  unsigned round = 0;
  while (n_busy_ > 0) {
    if (client.is_cancelled()) {
      for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
        if (lanes_[lane].is_busy) fail(lane, SolveStatus::cancelled, client);
      }
      return;
    }
    if (options_.wall_limit > 0.0 && ++round % rounds_per_clock == 0) stop_late_lanes(client);
    evaluate_rhs();
    choose_first_steps();
    stepper_->prepare(state_);
    set_steps();
    stepper_->attempt(state_, has_moved_);
    has_moved_ = false;
    std::fill(state_.has_moved.begin(), state_.has_moved.end(), std::uint8_t{0});
    choose_next_steps();
    std::fill(moves_.begin(), moves_.end(), 0.0);
    std::fill(state_.begins.begin(), state_.begins.end(), std::uint8_t{0});
    for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
      if (lanes_[lane].is_busy && state_.ends[lane] != 0) judge(lane, client);
    }
    move_accepted();
  }
}

void LaneDriver::refill(std::size_t lane, LaneClient& client) {
  Lane& here = lanes_[lane];
  if (here.is_busy) --n_busy_;
  here.is_busy = false;
  state_.begins[lane] = 0;
  for (;;) {
    task_.t = task_.t_stop = task_.h_first = 0.0;
    task_.y.assign(state_.n, 0.0);
    task_.error_scale.clear();
    if (!client.start(lane, task_)) return;
    SIGDYN_EXPECTS(task_.y.size() == state_.n && task_.t_stop >= task_.t);
    state_.stats[lane] = {};
    if (!is_too_short(task_.t, task_.t_stop)) break;
    client.stop(lane, task_.t_stop, task_.y.data(), state_.stats[lane]);
  }
  load(lane);
  ++n_busy_;
}

void LaneDriver::load(std::size_t lane) {
  Lane& here = lanes_[lane];
  here.is_busy = true;
  here.is_fresh = true;
  ++n_fresh_;
  state_.begins[lane] = 1;
  here.t_stop = task_.t_stop;
  here.h_first = task_.h_first;
  // Nothing happens in 1e-24 of the span; smaller steps than the time resolves lead nowhere.
  here.h_least = 1e-24 * (task_.t_stop - task_.t);
  here.n_held = 0;
  here.controller.restart();
  if (options_.wall_limit > 0.0) here.started = Clock::now();
  state_.t[lane] = task_.t;
  for (std::size_t i = 0; i < state_.n; ++i) state_.y[i * state_.lanes + lane] = task_.y[i];
  fill_absolute_tolerances(options_.error, task_, column_);
  for (std::size_t i = 0; i < state_.n; ++i) state_.atol[i * state_.lanes + lane] = column_[i];
  stepper_->forget(lane);
  state_.has_moved[lane] = 1;
  lacks_rhs_[lane] = 1.0;
  has_moved_ = true;
}

/// What a run reports does not depend on its neighbours: only lanes that lack f get and count it.
void LaneDriver::evaluate_rhs() {
  if (std::none_of(lacks_rhs_.begin(), lacks_rhs_.end(), [](double x) { return x > 0.0; })) return;
  AlignedVector& f = stepper_->final_rhs() == nullptr ? state_.f : f_trial_;
  system_.rhs(state_.t.data(), state_.y.data(), f.data());
  if (&f != &state_.f) ops_.copy_lanes(state_.n, lacks_rhs_.data(), f.data(), state_.f.data());
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
    if (lacks_rhs_[lane] > 0.0) ++state_.stats[lane].n_rhs;
  }
  std::fill(lacks_rhs_.begin(), lacks_rhs_.end(), 0.0);
}

/// First step by the sizes of y, f and an estimate of the second derivative: Hairer, Norsett &
/// Wanner, Solving ODEs I (1993), section II.4; absolute bounds there are relative to the span
/// here.
void LaneDriver::choose_first_steps() {
  if (n_fresh_ == 0) return;
  bool needs_trial = false;
  for (const Lane& lane : lanes_) needs_trial |= lane.is_fresh && lane.h_first <= 0.0;
  if (needs_trial) {
    for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
      const Lane& here = lanes_[lane];
      t_trial_[lane] = state_.t[lane];
      if (!here.is_fresh || here.h_first > 0.0) {
        for (std::size_t i = lane; i < state_.y.size(); i += state_.lanes) {
          state_.y_new[i] = state_.y[i];
        }
        continue;
      }
      double y_norm = 0.0;
      double f_norm = 0.0;
      for (std::size_t i = lane; i < state_.y.size(); i += state_.lanes) {
        const double weight = state_.atol[i] + state_.rtol * std::fabs(state_.y[i]);
        y_norm += (state_.y[i] / weight) * (state_.y[i] / weight);
        f_norm += (state_.f[i] / weight) * (state_.f[i] / weight);
      }
      const auto n = static_cast<double>(state_.n);
      y_norm = std::sqrt(y_norm / n);
      f_norm = std::sqrt(f_norm / n);
      const double span = here.t_stop - state_.t[lane];
      double h = y_norm < 1e-5 || !(f_norm > 1e-5 / span) ? 1e-6 * span : 0.01 * y_norm / f_norm;
      h = std::min(h, span);
      lanes_[lane].h_next = h;
      for (std::size_t i = lane; i < state_.y.size(); i += state_.lanes) {
        state_.y_new[i] = state_.y[i] + h * state_.f[i];
      }
      t_trial_[lane] += h;
      ++state_.stats[lane].n_rhs;
    }
    system_.rhs(t_trial_.data(), state_.y_new.data(), f_trial_.data());
  }
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
    Lane& here = lanes_[lane];
    if (!here.is_fresh) continue;
    here.h_next = here.h_first > 0.0 ? here.h_first : first_step(lane);
    here.is_fresh = false;
  }
  n_fresh_ = 0;
}

double LaneDriver::first_step(std::size_t lane) const {
  const double h = lanes_[lane].h_next;
  double f_norm = 0.0;
  double change = 0.0;
  for (std::size_t i = lane; i < state_.y.size(); i += state_.lanes) {
    const double weight = state_.atol[i] + state_.rtol * std::fabs(state_.y[i]);
    f_norm += (state_.f[i] / weight) * (state_.f[i] / weight);
    const double difference = (f_trial_[i] - state_.f[i]) / weight;
    change += difference * difference;
  }
  const auto n = static_cast<double>(state_.n);
  const double span = lanes_[lane].t_stop - state_.t[lane];
  const double steepest = std::max(std::sqrt(f_norm / n), std::sqrt(change / n) / h);
  double h_next = std::max(1e-6 * span, 1e-3 * h);
  if (steepest > 1e-15 / span && std::isfinite(steepest)) {
    h_next = approximate_exp2(approximate_log2(0.01 / steepest) / (stepper_->error_order() + 1));
  }
  return std::min({100.0 * h, h_next, span});
}

void LaneDriver::set_steps() {
  double shortest = std::numeric_limits<double>::infinity();
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
    Lane& here = lanes_[lane];
    if (state_.begins[lane] == 0) continue;
    double h = std::min(here.h_next, stepper_->largest_step(lane));
    if (options_.h_max > 0.0) h = std::min(h, options_.h_max);
    const double left = here.t_stop - state_.t[lane];
    here.reaches_stop = h * 1.01 >= left;  // no sliver is left for a last step
    state_.h[lane] = here.reaches_stop ? left : h;
    shortest = std::min(shortest, state_.h[lane]);
  }
  // What is left in lanes without a task must not make the others wait: ROCK4 takes as many stages
  // as the longest step asks for.
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
    if (!lanes_[lane].is_busy && std::isfinite(shortest)) state_.h[lane] = 1e-3 * shortest;
  }
}

/// Apart from judge(), so that the lanes' chains of arithmetic overlap in the processor.
void LaneDriver::choose_next_steps() {
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
    Lane& here = lanes_[lane];
    const double mean_square = state_.mean_square[lane];
    if (!here.is_busy || state_.ends[lane] == 0) continue;
    here.h_next = mean_square <= 1.0 ? here.controller.accept(state_.h[lane], mean_square)
                                     : here.controller.reject(state_.h[lane], mean_square);
  }
}

void LaneDriver::judge(std::size_t lane, LaneClient& client) {
  state_.begins[lane] = 1;
  if (state_.mean_square[lane] <= 1.0) {
    accept(lane, client);
  } else {
    reject(lane, client);
  }
}

void LaneDriver::accept(std::size_t lane, LaneClient& client) {
  Lane& here = lanes_[lane];
  const double t_end = here.reaches_stop ? here.t_stop : state_.t[lane] + state_.h[lane];
  ++state_.stats[lane].n_steps;

  const Dense dense(state_, *stepper_, lane, t_end);
  const double t_cut = client.step(lane, dense);
  if (t_cut < t_end || here.reaches_stop) {
    const double t_last = std::min(t_cut, t_end);
    dense.evaluate(t_last, column_.data());
    client.stop(lane, t_last, column_.data(), state_.stats[lane]);
    refill(lane, client);
    return;
  }
  if (state_.stats[lane].n_steps + state_.stats[lane].n_rejected >= options_.max_steps) {
    state_.t[lane] = t_end;
    fail(lane, SolveStatus::max_steps, client);
    return;
  }
  state_.t[lane] = t_end;
  if (is_hopeless(lane, t_end)) {
    fail(lane, SolveStatus::max_steps, client);
    return;
  }
  moves_[lane] = 1.0;
  state_.has_moved[lane] = 1;
}

/// An explicit method on a stiff system keeps its step, however long the way: no need to walk it to
/// the limit of steps. Fifteen steps held by stability in excess of those that are not, as DOPRI5
/// of Hairer & Wanner (1996, section IV.2) asks for; looked at only where the way is too long.
bool LaneDriver::is_hopeless(std::size_t lane, double t_end) {
  constexpr int too_many = 15;
  Lane& here = lanes_[lane];
  const SolverStats& stats = state_.stats[lane];
  const auto n_left = static_cast<double>(options_.max_steps - stats.n_steps - stats.n_rejected);
  if (here.t_stop - t_end < n_left * here.h_next) {
    here.n_held = 0;
    return false;
  }
  here.n_held = std::max(0, here.n_held + (stepper_->is_held_by_stability(state_, lane) ? 1 : -1));
  return here.n_held >= too_many;
}

void LaneDriver::reject(std::size_t lane, LaneClient& client) {
  Lane& here = lanes_[lane];
  SolverStats& stats = state_.stats[lane];
  ++stats.n_rejected;
  const double mean_square = state_.mean_square[lane];
  if (std::isnan(mean_square) && !has_finite_rhs(lane)) {
    fail(lane, SolveStatus::non_finite, client);
    return;
  }
  if (here.h_next <= std::max(4.0 * epsilon * std::fabs(state_.t[lane]), here.h_least)) {
    const SolveStatus status = std::isnan(mean_square)   ? SolveStatus::non_finite
                               : std::isinf(mean_square) ? SolveStatus::newton_failure
                                                         : SolveStatus::step_too_small;
    fail(lane, status, client);
  } else if (stats.n_steps + stats.n_rejected >= options_.max_steps) {
    fail(lane, SolveStatus::max_steps, client);
  }
}

void LaneDriver::fail(std::size_t lane, SolveStatus status, LaneClient& client) {
  LaneFailure failure;
  failure.status = status;
  failure.t_reached = state_.t[lane];
  failure.h = state_.h[lane];
  failure.worst = worst_of(lane);
  client.failed(lane, failure, state_.stats[lane]);
  if (status == SolveStatus::cancelled) {
    lanes_[lane].is_busy = false;
    --n_busy_;
  } else {
    refill(lane, client);
  }
}

void LaneDriver::move_accepted() {
  const bool all_move = std::all_of(moves_.begin(), moves_.end(), [](double m) { return m > 0.0; });
  const bool none_moves =
      std::none_of(moves_.begin(), moves_.end(), [](double m) { return m > 0.0; });
  if (none_moves) return;
  has_moved_ = true;
  AlignedVector* f_new = stepper_->final_rhs();
  if (f_new == nullptr) {
    for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
      lacks_rhs_[lane] = std::max(lacks_rhs_[lane], moves_[lane]);
    }
  }
  if (all_move) {
    state_.y.swap(state_.y_new);
    if (f_new != nullptr) state_.f.swap(*f_new);
    return;
  }
  ops_.copy_lanes(state_.n, moves_.data(), state_.y_new.data(), state_.y.data());
  if (f_new != nullptr) {
    ops_.copy_lanes(state_.n, moves_.data(), f_new->data(), state_.f.data());
  }
}

void LaneDriver::stop_late_lanes(LaneClient& client) {
  const Clock::time_point now = Clock::now();
  for (std::size_t lane = 0; lane < state_.lanes; ++lane) {
    const std::chrono::duration<double> used = now - lanes_[lane].started;
    if (lanes_[lane].is_busy && used.count() > options_.wall_limit) {
      fail(lane, SolveStatus::time_limit, client);
    }
  }
}

bool LaneDriver::has_finite_rhs(std::size_t lane) const {
  for (std::size_t i = lane; i < state_.f.size(); i += state_.lanes) {
    if (!std::isfinite(state_.f[i])) return false;
  }
  return true;
}

std::vector<std::size_t> LaneDriver::worst_of(std::size_t lane) {
  const double* error = stepper_->error_estimate();
  for (std::size_t i = 0; i < state_.n; ++i) {
    const std::size_t e = i * state_.lanes + lane;
    // A rate that is not finite spoils all errors; the state it belongs to is the one to name.
    const bool is_broken = !std::isfinite(state_.f[e]);
    const double weight = state_.atol[e] + state_.rtol * std::fabs(state_.y[e]);
    const bool is_spoiled = !has_finite_rhs(lane) && !is_broken;
    column_[i] = is_broken ? state_.f[e] : is_spoiled ? 0.0 : error[e] / weight;
  }
  return worst_states(column_);
}

}  // namespace sigdyn::detail
