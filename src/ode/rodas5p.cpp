/// Rodas5P in lanes; see detail/rodas5p_tableau.hpp for the method.

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/aligned_vector.hpp"
#include "base/contract.hpp"
#include "base/isa.hpp"
#include "ode/detail/lane_driver.hpp"
#include "ode/detail/lane_ops.hpp"
#include "ode/detail/lu_tables.hpp"
#include "ode/detail/make_integrators.hpp"
#include "ode/detail/rodas5p_tableau.hpp"
#include "ode/detail/written_lu.hpp"
#include "ode/symbolic_lu.hpp"

namespace sigdyn::detail {
namespace {

using namespace rodas5p;

/// A pivot that kept less than this of its entry has lost the digits that an error test needs.
constexpr double least_pivot = 1e-10;

class Rodas5pStepper final : public LaneStepper {
 public:
  Rodas5pStepper(LaneSystem& system, std::shared_ptr<const SymbolicLu> symbolic)
      : system_(system),
        ops_(lane_ops(system.lanes())),
        symbolic_(std::move(symbolic)),
        n_(system.size()),
        lanes_(system.lanes()),
        tables_(*symbolic_),
        written_(write_lu(*symbolic_, current_isa(), lanes_)),
        jacobian_(symbolic_->jacobian_position.size() * lanes_),
        lu_(symbolic_->n_stored() * lanes_),
        point_(n_ * lanes_),
        input_places_(n_),
        input_(input_places_.size * lanes_),
        f_(input_.data() + input_places_.f * lanes_),
        sum_(input_.data() + input_places_.sum * lanes_),
        inverse_h_(input_.data() + input_places_.inverse_h * lanes_),
        work_places_(n_),
        work_(std::max(tables_.n_work(), work_places_.size) * lanes_) {
    SIGDYN_EXPECTS(symbolic_->size() == n_);
    for (AlignedVector& stage : u_) stage.resize(n_ * lanes_);
    for (AlignedVector& coefficient : k_) coefficient.resize(n_ * lanes_);
    for (AlignedVector* values : {&t_stage_, &diagonal_, &time_factor_, &smallest_}) {
      values->resize(lanes_);
    }
    if (system.depends_on_time()) dfdt_.resize(n_ * lanes_);
  }

  int error_order() const override { return 5; }
  void prepare(LaneState& /*state*/) override {}
  double largest_step(std::size_t /*lane*/) const override {
    return std::numeric_limits<double>::infinity();
  }
  const double* error_estimate() const override { return u_[n_stages - 1].data(); }
  void forget(std::size_t /*lane*/) override {}

  void attempt(LaneState& state, bool has_moved) override {
    factor(state, has_moved);
    const std::array<const double*, n_stages> u = stages();
    std::copy(state.f.begin(), state.f.end(), f_);
    std::fill_n(sum_, n_ * lanes_, 0.0);
    solve(state, 0);
    for (int i = 1; i < n_stages; ++i) {
      const bool continues = i >= 6;  // from the point of the stage before
      ops_.stage_sums({.n = n_,
                       .m = static_cast<std::size_t>(i),
                       .u = u.data(),
                       .a = a[i],
                       .c = c[i],
                       .base = continues ? point_.data() : state.y.data(),
                       .point = point_.data(),
                       .sum = sum_});
      for (std::size_t lane = 0; lane < lanes_; ++lane) {
        t_stage_[lane] = state.t[lane] + alpha[i] * state.h[lane];
      }
      system_.rhs(t_stage_.data(), point_.data(), f_);
      solve(state, i);
    }
    ops_.add(n_, point_.data(), u[n_stages - 1], state.y_new.data());
    ops_.error_mean_square({.n = n_,
                            .error = u[n_stages - 1],
                            .y = state.y.data(),
                            .y_new = state.y_new.data(),
                            .atol = state.atol.data(),
                            .rtol = state.rtol},
                           state.mean_square.data());
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      state.stats[lane].n_rhs += n_stages - 1;
      if (smallest_[lane] < least_pivot) {
        state.mean_square[lane] = std::numeric_limits<double>::infinity();
      }
    }
    has_dense_ = false;
  }

  void interpolate(const LaneState& state, std::size_t lane, double theta, double* y) override {
    make_dense();
    for (std::size_t i = 0; i < n_; ++i) y[i] = value(state, i * lanes_ + lane, theta);
  }

  double interpolate(const LaneState& state, std::size_t lane, double theta,
                     std::size_t i) override {
    make_dense();
    return value(state, i * lanes_ + lane, theta);
  }

 private:
  std::array<const double*, n_stages> stages() const {
    std::array<const double*, n_stages> u{};
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = u_[i].data();
    return u;
  }

  void factor(LaneState& state, bool has_moved) {
    if (has_moved) {
      system_.jacobian(state.t.data(), state.y.data(), jacobian_.data());
      if (!dfdt_.empty()) {
        system_.time_derivative(state.t.data(), state.y.data(), dfdt_.data());
      }
    }
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      inverse_h_[lane] = 1.0 / state.h[lane];
      diagonal_[lane] = inverse_h_[lane] / gamma;
      state.stats[lane].n_jacobian += state.has_moved[lane];
      ++state.stats[lane].n_decompositions;
    }
    if (written_.factor) {
      const auto place = [this](std::size_t i) { return work_.data() + i * lanes_; };
      std::fill_n(place(work_places_.minus_one), lanes_, -1.0);
      std::copy(diagonal_.begin(), diagonal_.end(), place(work_places_.diagonal));
      written_.factor(jacobian_.data(), lu_.data(), work_.data());
      ops_.least_pivot(n_, place(work_places_.before), place(work_places_.pivots),
                       smallest_.data());
      return;
    }
    ops_.factor(tables_.view(), jacobian_.data(), diagonal_.data(), lu_.data(), work_.data(),
                smallest_.data());
  }

  /// The stage whose right-hand side is in f_ and whose weighted sum of stages is in sum_.
  void solve(const LaneState& state, int stage) {
    const bool has_time = !dfdt_.empty() && d[stage] != 0.0;
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      time_factor_[lane] = d[stage] * state.h[lane];
    }
    if (has_time) {
      const double* const dfdt = dfdt_.data();
      ops_.combine(
          {.n = n_, .m = 1, .base = f_, .v = &dfdt, .weight = time_factor_.data(), .out = f_});
    }
    double* const x = u_[static_cast<std::size_t>(stage)].data();
    if (written_.solve) {
      written_.solve(lu_.data(), x, input_.data());
    } else {
      ops_.solve(tables_.view(), lu_.data(), {.f = f_, .sum = sum_, .inverse_h = inverse_h_}, x);
    }
  }

  /// On the first demand after a step, for all lanes at once.
  void make_dense() {
    if (has_dense_) return;
    const std::array<const double*, n_stages> u = stages();
    const std::array<const double*, 3> h{dense[0], dense[1], dense[2]};
    const std::array<double*, 3> k{k_[0].data(), k_[1].data(), k_[2].data()};
    ops_.dense_coefficients(n_, u.data(), h.data(), k.data());
    has_dense_ = true;
  }

  double value(const LaneState& state, std::size_t e, double theta) const {
    const double rest = 1.0 - theta;
    const double bend = k_[0][e] + theta * (k_[1][e] + theta * k_[2][e]);
    return rest * state.y[e] + theta * (state.y_new[e] + rest * bend);
  }

  LaneSystem& system_;
  const LaneOps& ops_;
  std::shared_ptr<const SymbolicLu> symbolic_;
  std::size_t n_;
  std::size_t lanes_;
  LuTables tables_;
  WrittenLu written_;
  AlignedVector jacobian_;
  AlignedVector lu_;
  AlignedVector point_;
  WrittenSolveInput input_places_;
  AlignedVector input_;
  double* f_;          ///< [n][W] in input_: right-hand side of a stage
  double* sum_;        ///< [n][W] in input_
  double* inverse_h_;  ///< [W] in input_
  WrittenLuWork work_places_;
  AlignedVector work_;
  AlignedVector dfdt_;
  std::array<AlignedVector, n_stages> u_;
  std::array<AlignedVector, 3> k_;
  AlignedVector t_stage_;
  AlignedVector diagonal_;
  AlignedVector time_factor_;
  AlignedVector smallest_;
  bool has_dense_ = false;
};

}  // namespace

std::unique_ptr<Integrator> make_rodas5p_integrator(LaneSystem& system,
                                                    const IntegratorOptions& options,
                                                    std::shared_ptr<const SymbolicLu> lu) {
  if (lu == nullptr) lu = analyse_pattern(system.jacobian_pattern());
  return std::make_unique<LaneDriver>(system, options,
                                      std::make_unique<Rodas5pStepper>(system, std::move(lu)));
}

}  // namespace sigdyn::detail
