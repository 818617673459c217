#include <cmath>
#include <limits>

#include "ode/integrator.hpp"
#include "support/catch.hpp"
#include "support/function_system.hpp"
#include "support/recording_client.hpp"

namespace {

using namespace sigdyn;
using test::FunctionSystem;
using test::integrate;
using test::OdeProblem;
using test::Recording;
using test::task_of;

/// y0 = exp(sin t), y1 = 1/(1 + t^2): nonlinear, depends on time, solution known.
OdeProblem known_solution() {
  return {.n = 2,
          .rhs =
              [](double t, const double* y, double* dydt) {
                dydt[0] = std::cos(t) * y[0] * y[1] * (1.0 + t * t);
                dydt[1] = -2.0 * t * y[1] * y[1];
              },
          .jacobian =
              [](double t, const double* y, double* J) {
                const double c = std::cos(t) * (1.0 + t * t);
                J[0] = c * y[1];
                J[1] = c * y[0];
                J[2] = 0.0;
                J[3] = -4.0 * t * y[1];
              },
          .time_derivative =
              [](double t, const double* y, double* dfdt) {
                dfdt[0] = (2.0 * t * std::cos(t) - std::sin(t) * (1.0 + t * t)) * y[0] * y[1];
                dfdt[1] = -2.0 * y[1] * y[1];
              }};
}

IntegratorOptions rodas5p_options(double tolerance = 1e-6) {
  IntegratorOptions options;
  options.method = Method::rodas5p;
  options.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};
  return options;
}

/// Largest error over `outputs` of known_solution() integrated to 2 with equal steps h.
double error_with_equal_steps(double h, const std::vector<double>& outputs) {
  FunctionSystem system(known_solution());
  IntegratorOptions options = rodas5p_options(1e3);  // loose: h_max alone decides
  options.h_max = h;
  LaneTask task = task_of({1.0, 1.0}, 2.0);
  task.h_first = h;
  const Recording run = integrate(system, options, task, outputs);
  REQUIRE(run.stats.n_steps == std::llround(2.0 / h));
  double error = 0.0;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const double t = outputs[k];
    error = std::max(error, std::fabs(run.outputs[k][0] - std::exp(std::sin(t))));
    error = std::max(error, std::fabs(run.outputs[k][1] - 1.0 / (1.0 + t * t)));
  }
  return error;
}

TEST_CASE("rodas5p: with equal steps the error at the end falls with the fifth power of the step",
          "[rodas5p]") {
  const double order = std::log2(error_with_equal_steps(1.0 / 16.0, {2.0}) /
                                 error_with_equal_steps(1.0 / 32.0, {2.0}));

  CHECK(order > 4.7);
  CHECK(order < 5.6);  // more would mean that the steps are not what they seem
}

TEST_CASE("rodas5p: dense output between the steps keeps the order of the steps", "[rodas5p]") {
  std::vector<double> outputs;
  for (int k = 1; k < 100; ++k) outputs.push_back(0.0199 * k);

  const double coarse = error_with_equal_steps(1.0 / 16.0, outputs);
  const double fine = error_with_equal_steps(1.0 / 32.0, outputs);

  // An interpolant of order 4 has a local error of h^5, like the steps themselves.
  CHECK(std::log2(coarse / fine) > 4.6);
}

TEST_CASE("rodas5p: the error follows the tolerance", "[rodas5p]") {
  FunctionSystem system(known_solution());
  const double tolerance = GENERATE(1e-4, 1e-7, 1e-10);

  const Recording run = integrate(system, rodas5p_options(tolerance), task_of({1.0, 1.0}, 5.0));

  REQUIRE(run.status == SolveStatus::success);
  CHECK(run.t == 5.0);
  const double error =
      std::max(std::fabs(run.y[0] - std::exp(std::sin(5.0))), std::fabs(run.y[1] - 1.0 / 26.0));
  CHECK(error < 30.0 * tolerance);  // local errors of one tolerance each over some tens of steps
  CHECK(error > 1e-4 * tolerance);  // and no more work than that needs
}

/// y0' = -rate (y0 - cos t) - sin t, y1 = rate: stiff, with the slow solution cos t.
OdeProblem stiff_relaxation() {
  return {.n = 2,
          .rhs =
              [](double t, const double* y, double* dydt) {
                dydt[0] = -y[1] * (y[0] - std::cos(t)) - std::sin(t);
                dydt[1] = 0.0;
              },
          .jacobian =
              [](double t, const double* y, double* J) {
                J[0] = -y[1];
                J[1] = -(y[0] - std::cos(t));
                J[2] = J[3] = 0.0;
              },
          .time_derivative =
              [](double t, const double* y, double* dfdt) {
                dfdt[0] = -y[1] * std::sin(t) - std::cos(t);
                dfdt[1] = 0.0;
              }};
}

TEST_CASE("rodas5p: a stiff relaxation costs few steps however fast it is", "[rodas5p]") {
  FunctionSystem system(stiff_relaxation());
  const double rate = GENERATE(1e2, 1e6, 1e10);

  const Recording run = integrate(system, rodas5p_options(1e-6), task_of({2.0, rate}, 10.0));

  REQUIRE(run.status == SolveStatus::success);
  // The fast part exp(-rate t) is long gone; local errors of the slow part are 1e-6 each.
  CHECK(std::fabs(run.y[0] - std::cos(10.0)) < 1e-5);
  CHECK(run.stats.n_steps < 200);  // an explicit method would take rate * 10 / 3 of them
}

TEST_CASE("rodas5p: the conserved total of a linear reaction cycle stays to rounding",
          "[rodas5p]") {
  const OdeProblem cycle{.n = 3,
                         .rhs =
                             [](double, const double* y, double* dydt) {
                               const double v0 = 1e4 * y[0], v1 = 3.0 * y[1], v2 = 0.5 * y[2];
                               dydt[0] = v2 - v0, dydt[1] = v0 - v1, dydt[2] = v1 - v2;
                             },
                         .jacobian =
                             [](double, const double*, double* J) {
                               const double values[9] = {-1e4, 0, 0.5, 1e4, -3, 0, 0, 3, -0.5};
                               std::copy(values, values + 9, J);
                             },
                         .time_derivative = {}};
  FunctionSystem system(cycle);

  const Recording run = integrate(system, rodas5p_options(1e-3), task_of({100.0, 0.0, 0.0}, 50.0));

  REQUIRE(run.status == SolveStatus::success);
  // Each step and solve rounds a few times at 100 * 2.2e-16; some hundred operations in all.
  CHECK(std::fabs(run.y[0] + run.y[1] + run.y[2] - 100.0) < 1e-11);
  CHECK(run.y[2] == Approx(100.0 / (1.0 + 0.5 / 3.0 + 0.5 / 1e4)).epsilon(1e-3));
}

}  // namespace
