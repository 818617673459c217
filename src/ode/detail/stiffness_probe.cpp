#include "ode/detail/stiffness_probe.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"

namespace sigdyn::detail {
namespace {

/// Enough for the longest leg, 0.4 of the span, at the largest radius * span, 1e7; the rounding of
/// so many stages, some n^2 epsilon, stays below 1e-9.
constexpr int n_stages_max = 1500;

class Prober {
 public:
  Prober(LaneSystem& system, const LaneTask& task)
      : system_(&system),
        n_(system.size()),
        pattern_(&system.jacobian_pattern()),
        y_(task.y),
        scale_(task.error_scale),
        jacobian_(pattern_->column.size()),
        v_(n_),
        product_(n_),
        dydt_(n_) {
    const double largest = *std::max_element(scale_.begin(), scale_.end());
    for (double& scale : scale_) scale = std::max(scale, largest > 0.0 ? 1e-12 * largest : 1.0);
  }

  /// At (t, y_).
  double spectral_radius(double t) {
    system_->jacobian(&t, y_.data(), jacobian_.data());
    // Entries of one sign and different sizes: no eigenvector is orthogonal to this by accident.
    for (std::size_t i = 0; i < n_; ++i) v_[i] = 1.0 + 0.5 * std::sin(1.0 + static_cast<double>(i));
    double radius = 0.0;
    double last = 0.0;
    normalise(v_);
    for (int iteration = 0; iteration < 40; ++iteration) {
      multiply();
      v_.swap(product_);
      last = radius;
      radius = normalise(v_);
      if (radius == 0.0 || !std::isfinite(radius)) break;
      if (iteration > 5 && std::fabs(radius - last) < 0.005 * radius) break;
    }
    return 1.15 * std::max(radius, last);
  }

  /// One step of size h from (t, y_) with as many stages as stability asks for. False if the state
  /// is not finite afterwards.
  bool walk(double t, double h, double radius) {
    // Stable up to (2 - 4/3 damping) s^2 on the negative real axis.
    constexpr double damping = 0.05;
    constexpr double reach = 2.0 - 4.0 / 3.0 * damping;
    const int s =
        std::clamp(static_cast<int>(std::ceil(std::sqrt(h * radius / reach))), 2, n_stages_max);
    const double w0 = 1.0 + damping / (s * s);
    // Chebyshev polynomials T_j(w0) and their derivatives, by recurrence.
    double t_0 = 1.0, t_1 = w0, d_0 = 0.0, d_1 = 1.0;
    for (int j = 2; j <= s; ++j) {
      const double t_2 = 2.0 * w0 * t_1 - t_0;
      const double d_2 = 2.0 * t_1 + 2.0 * w0 * d_1 - d_0;
      t_0 = t_1, t_1 = t_2, d_0 = d_1, d_1 = d_2;
    }
    const double w1 = t_1 / d_1;
    std::vector<double> y_before = y_;
    rhs(t, y_);
    std::vector<double> y_now(n_), y_next(n_);
    for (std::size_t i = 0; i < n_; ++i) y_now[i] = y_[i] + w1 / w0 * h * dydt_[i];
    double c_before = 0.0, c_now = w1 / w0;
    t_0 = 1.0, t_1 = w0;
    for (int j = 2; j <= s; ++j) {
      const double t_2 = 2.0 * w0 * t_1 - t_0;
      const double mu = 2.0 * w0 * t_1 / t_2, nu = -t_0 / t_2, mu_1 = 2.0 * w1 * t_1 / t_2;
      rhs(t + c_now * h, y_now);
      for (std::size_t i = 0; i < n_; ++i) {
        y_next[i] =
            (1.0 - mu - nu) * y_[i] + mu * y_now[i] + nu * y_before[i] + mu_1 * h * dydt_[i];
      }
      const double c_next = mu * c_now + nu * c_before + mu_1;
      c_before = c_now, c_now = c_next;
      y_before.swap(y_now);
      y_now.swap(y_next);
      t_0 = t_1, t_1 = t_2;
    }
    y_.swap(y_now);
    return std::all_of(y_.begin(), y_.end(), [](double y) { return std::isfinite(y); });
  }

  std::size_t n_rhs() const { return n_rhs_; }

 private:
  void rhs(double t, const std::vector<double>& y) {
    system_->rhs(&t, y.data(), dydt_.data());
    ++n_rhs_;
  }

  /// product_ = S^-1 J S v_ with S the diagonal of scales.
  void multiply() {
    for (std::size_t i = 0; i < n_; ++i) {
      double sum = 0.0;
      for (std::size_t k = pattern_->row_start[i]; k < pattern_->row_start[i + 1]; ++k) {
        const std::size_t j = pattern_->column[k];
        sum += jacobian_[k] * scale_[j] * v_[j];
      }
      product_[i] = sum / scale_[i];
    }
  }

  static double normalise(std::vector<double>& v) {
    double sum = 0.0;
    for (const double x : v) sum += x * x;
    const double norm = std::sqrt(sum);
    if (norm > 0.0 && std::isfinite(norm)) {
      for (double& x : v) x /= norm;
    }
    return norm;
  }

  LaneSystem* system_;
  std::size_t n_;
  const SparsityPattern* pattern_;
  std::vector<double> y_;
  std::vector<double> scale_;
  std::vector<double> jacobian_;
  std::vector<double> v_;
  std::vector<double> product_;
  std::vector<double> dydt_;
  std::size_t n_rhs_ = 0;
};

}  // namespace

StiffnessProbe probe_stiffness(LaneSystem& system, const LaneTask& task, double span,
                               double give_up) {
  constexpr double walkable = 1e7;
  SIGDYN_EXPECTS(system.lanes() == 1);
  StiffnessProbe probe;
  Prober prober(system, task);
  double t = task.t;
  double radius = prober.spectral_radius(t);
  probe.spectral_radius = radius;
  for (const double fraction : {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0}) {
    if (!(probe.spectral_radius * span <= std::min(give_up, walkable))) {
      probe.saw_whole_window = false;
      break;
    }
    const double h = task.t + fraction * span - t;
    if (!prober.walk(t, h, radius)) {
      probe.saw_whole_window = false;
      break;
    }
    t += h;
    radius = prober.spectral_radius(t);
    probe.spectral_radius = std::max(probe.spectral_radius, radius);
  }
  probe.n_rhs = prober.n_rhs();
  return probe;
}

}  // namespace sigdyn::detail
