/// Every integrator on the standard problems it is made for, against published reference solutions.
#include "standard_problems.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ode/integrator.hpp"
#include "support/catch.hpp"
#include "support/recording_client.hpp"

namespace {

using namespace sigdyn;
using test::FunctionSystem;
using test::integrate;
using test::Recording;
using test::StandardProblem;

/// Largest error of the compared states relative to their size or, where that is smaller, to their
/// scale.
double error_of(const StandardProblem& problem, const std::vector<double>& y) {
  double worst = 0.0;
  for (const std::size_t i : problem.compared) {
    const double size = std::max(std::fabs(problem.reference[i]), problem.task.error_scale[i]);
    worst = std::max(worst, std::fabs(y[i] - problem.reference[i]) / size);
  }
  return worst;
}

Recording solve(const StandardProblem& problem, Method method, double tolerance) {
  FunctionSystem system(problem.ode);
  IntegratorOptions options;
  options.method = method;
  options.error.rtol = tolerance;
  options.error.atol = tolerance;
  return integrate(system, options, problem.task, {}, analyse_pattern(system.jacobian_pattern()));
}

TEST_CASE("standard problems: the written Jacobians agree with central differences", "[standard]") {
  for (const StandardProblem& problem :
       {test::robertson(), test::hires(), test::e5(), test::pollution(), test::van_der_pol(),
        test::brusselator(), test::pleiades(), test::ring_modulator()}) {
    const std::size_t n = problem.ode.n;
    // Away from the start, where many entries are zero.
    std::vector<double> y(n), above(n), below(n), dense(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      y[i] = problem.task.y[i] + 0.01 * (1.0 + std::sin(1.0 + 3.0 * static_cast<double>(i)));
    }
    const double t = 1e-4;
    problem.ode.jacobian(t, y.data(), dense.data());
    double largest = 0.0;
    for (const double value : dense) largest = std::max(largest, std::fabs(value));
    for (std::size_t j = 0; j < n; ++j) {
      const double y_j = y[j];
      const double h = 1e-5 * std::max(std::fabs(y_j), 1e-3);
      y[j] = y_j + h;
      problem.ode.rhs(t, y.data(), above.data());
      y[j] = y_j - h;
      problem.ode.rhs(t, y.data(), below.data());
      y[j] = y_j;
      for (std::size_t i = 0; i < n; ++i) {
        const double difference = (above[i] - below[i]) / (2.0 * h);
        INFO(problem.name << " " << i << " " << j);
        // Truncation h^2 f'''/6 and the rounding eps f / h of differences, in units of the largest
        // entry.
        CHECK(std::fabs(dense[i * n + j] - difference) < 1e-6 * largest);
      }
    }
  }
}

/// What a method may leave as error on a problem, in multiples of its tolerance: about three times
/// what was observed at the looser of the two tolerances, so that a lost order or a wrong
/// coefficient (factors of 100) is seen. Methods bound the error of a step; how much of it piles up
/// is the problem's: close encounters (Pleiades) and fast oscillations (ring modulator) multiply
/// it.
struct Claim {
  StandardProblem problem;
  double at_1e6;
  double at_1e8;
};

void check(Method method, const std::vector<Claim>& claims) {
  for (const Claim& claim : claims) {
    for (const double tolerance : {1e-6, 1e-8}) {
      const Recording run = solve(claim.problem, method, tolerance);
      const double allowed = tolerance * (tolerance == 1e-6 ? claim.at_1e6 : claim.at_1e8);
      INFO(claim.problem.name << " at " << tolerance << ": " << run.stats.n_steps << " steps");
      REQUIRE(run.status == SolveStatus::success);
      CHECK(error_of(claim.problem, run.y) < allowed);
    }
  }
}

TEST_CASE("cvode_bdf reaches the published solutions of all standard problems", "[standard]") {
  check(Method::cvode_bdf, {{test::robertson(), 6.0, 15.0},
                            {test::hires(), 200.0, 200.0},
                            {test::e5(), 15.0, 100.0},
                            {test::pollution(), 12.0, 50.0},
                            {test::van_der_pol(), 60.0, 200.0},
                            {test::extreme_van_der_pol(), 30.0, 80.0},
                            {test::brusselator(), 70.0, 250.0},
                            {test::ring_modulator(), 3e4, 1e5},
                            {test::pleiades(), 6e4, 1e5}});
}

TEST_CASE("rodas5p reaches the published solutions of all standard problems", "[standard]") {
  // E5 ends at 1e-22 out of fluxes that cancel to one ulp over a time of 1e13: what is left is
  // rounding, 1e-21 whatever the tolerance, here in units of the scale 1e-18.
  check(Method::rodas5p, {{test::robertson(), 0.1, 1.0},
                          {test::hires(), 10.0, 3.0},
                          {test::e5(), 2e4, 7e5},
                          {test::pollution(), 0.1, 0.1},
                          {test::van_der_pol(), 3.0, 3.0},
                          {test::extreme_van_der_pol(), 1.0, 12.0},
                          {test::brusselator(), 10.0, 15.0},
                          {test::ring_modulator(), 250.0, 150.0},
                          {test::pleiades(), 1500.0, 1500.0}});
}

TEST_CASE("cvode_gmres reaches the published solutions of kinetic standard problems",
          "[standard]") {
  check(Method::cvode_gmres, {{test::hires(), 200.0, 300.0},
                              {test::pollution(), 50.0, 150.0},
                              {test::brusselator(), 90.0, 250.0}});
}

TEST_CASE("rock4 reaches the published solutions of problems that are mildly stiff", "[standard]") {
  check(Method::rock4, {{test::brusselator(), 3.0, 3.0},
                        {test::hires(), 4.0, 3.0},
                        {test::van_der_pol(), 1.5, 2.5},
                        {test::pleiades(), 500.0, 500.0}});
}

TEST_CASE("dopri5 reaches the published solutions of problems that are not or mildly stiff",
          "[standard]") {
  check(
      Method::dopri5,
      {{test::brusselator(), 20.0, 30.0}, {test::pleiades(), 6e3, 6e3}, {test::hires(), 3.0, 3.0}});
}

}  // namespace
