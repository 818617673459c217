#include "plot/hill_fit.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <unsupported/Eigen/NonLinearOptimization>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

constexpr int n_unknowns = 4;  // bottom, top, ln ec50, slope
constexpr std::size_t min_doses = 5;

struct Points {
  std::vector<double> doses;
  std::vector<double> responses;
};

/// Share of the way from bottom to top; ln ec50 rather than ec50 keeps the dose positive.
double share(double dose, double log_ec50, double slope) {
  return dose <= 0.0 ? 0.0 : 1.0 / (1.0 + std::exp(slope * (log_ec50 - std::log(dose))));
}

/// Residuals and their derivatives, as MINPACK's lmder asks for them.
struct Residuals {
  const Points& points;

  int values() const { return static_cast<int>(points.doses.size()); }

  int operator()(const Eigen::VectorXd& p, Eigen::VectorXd& residual) const {
    for (int i = 0; i < values(); ++i) {
      const double s = share(points.doses[static_cast<std::size_t>(i)], p[2], p[3]);
      residual[i] = p[0] + (p[1] - p[0]) * s - points.responses[static_cast<std::size_t>(i)];
    }
    return 0;
  }

  int df(const Eigen::VectorXd& p, Eigen::MatrixXd& jacobian) const {
    for (int i = 0; i < values(); ++i) {
      const double dose = points.doses[static_cast<std::size_t>(i)];
      const double s = share(dose, p[2], p[3]);
      const double rise = (p[1] - p[0]) * s * (1.0 - s);  // d response / d exponent
      jacobian(i, 0) = 1.0 - s;
      jacobian(i, 1) = s;
      jacobian(i, 2) = -rise * p[3];
      jacobian(i, 3) = dose <= 0.0 ? 0.0 : rise * (std::log(dose) - p[2]);
    }
    return 0;
  }
};

Points finite_points(std::span<const double> doses, std::span<const double> responses) {
  Points points;
  for (std::size_t i = 0; i < doses.size(); ++i) {
    if (!std::isfinite(doses[i]) || !std::isfinite(responses[i])) continue;
    points.doses.push_back(doses[i]);
    points.responses.push_back(responses[i]);
  }
  return points;
}

/// Ends of the response, and the dose whose response is nearest to half-way.
Eigen::VectorXd first_guess(const Points& points) {
  const auto at = [](const auto& it, const auto& begin) {
    return static_cast<std::size_t>(it - begin);
  };
  const auto [low, high] = std::minmax_element(points.doses.begin(), points.doses.end());
  const double bottom = points.responses[at(low, points.doses.begin())];
  const double top = points.responses[at(high, points.doses.begin())];
  double nearest = *high;
  double distance = HUGE_VAL;
  for (std::size_t i = 0; i < points.doses.size(); ++i) {
    const double here = std::abs(points.responses[i] - 0.5 * (bottom + top));
    if (points.doses[i] <= 0.0 || here >= distance) continue;
    distance = here;
    nearest = points.doses[i];
  }
  return Eigen::Vector4d(bottom, top, std::log(nearest), 1.0);
}

double total_variance(const std::vector<double>& values) {
  double mean = 0.0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum;
}

HillFit refused(const char* reason) {
  HillFit fit;
  fit.reason = reason;
  return fit;
}

}  // namespace

double HillFit::response(double dose) const {
  return bottom + (top - bottom) * share(dose, std::log(ec50), slope);
}

HillFit fit_hill(std::span<const double> doses, std::span<const double> responses) {
  SIGDYN_EXPECTS(doses.size() == responses.size());
  Points points = finite_points(doses, responses);
  const std::set<double> distinct(points.doses.begin(), points.doses.end());
  if (distinct.size() < min_doses) return refused("fewer than 5 doses");
  const auto [low, high] = std::minmax_element(points.responses.begin(), points.responses.end());
  const double range = *high - *low;
  // Computed responses that do not depend on the dose differ by the integrator's tolerance.
  if (range <= 1e-5 * std::max(std::abs(*low), std::abs(*high))) return refused("no response");
  for (double& response : points.responses) response /= range;  // unknowns of similar size

  Residuals residuals{points};
  Eigen::VectorXd p = first_guess(points);
  Eigen::LevenbergMarquardt<Residuals> solver(residuals);
  solver.parameters.xtol = solver.parameters.ftol = 1e-12;  // ends in rounding, not in a plateau
  solver.parameters.maxfev = 2000;
  const auto status = solver.minimize(p);
  if (status == Eigen::LevenbergMarquardtSpace::TooManyFunctionEvaluation || !p.allFinite() ||
      p[3] <= 0.0) {
    return refused("no Hill curve fits");
  }

  Eigen::VectorXd residual(residuals.values());
  Eigen::MatrixXd jacobian(residuals.values(), n_unknowns);
  residuals(p, residual);
  residuals.df(p, jacobian);
  const double variance =
      residual.squaredNorm() / static_cast<double>(residuals.values() - n_unknowns);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> normal(jacobian.transpose() * jacobian);
  if (!normal.isInvertible()) return refused("the doses do not determine it");
  const Eigen::MatrixXd covariance = variance * normal.inverse();

  HillFit fit;
  fit.bottom = p[0] * range;
  fit.top = p[1] * range;
  fit.ec50 = std::exp(p[2]);
  fit.slope = p[3];
  fit.ec50_error = fit.ec50 * std::sqrt(covariance(2, 2));
  fit.slope_error = std::sqrt(covariance(3, 3));
  fit.r_squared = 1.0 - residual.squaredNorm() / total_variance(points.responses);
  const double lowest = *distinct.upper_bound(0.0);
  fit.is_found = fit.ec50 >= lowest && fit.ec50 <= *distinct.rbegin();
  if (!fit.is_found) fit.reason = "the half-maximal dose is outside of the doses given";
  if (fit.is_found && !(fit.ec50_error <= fit.ec50)) {
    fit.is_found = false;
    fit.reason = "the doses do not determine it";
  }
  return fit;
}

}  // namespace sigdyn
