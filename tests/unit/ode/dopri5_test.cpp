#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>

#include "ode/detail/dopri5_tableau.hpp"
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
using test::RecordingClient;
using test::task_of;

/// (cos t, -sin t) from (1, 0).
OdeProblem oscillator() {
  return {.n = 2,
          .rhs = [](double, const double* y, double* dydt) { dydt[0] = y[1], dydt[1] = -y[0]; },
          .jacobian = {},
          .time_derivative = {}};
}

IntegratorOptions dopri5_options(double tolerance = 1e-6) {
  IntegratorOptions options;
  options.method = Method::dopri5;
  options.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};
  return options;
}

TEST_CASE("dopri5 table: rows, weights and dense output meet the conditions that they must",
          "[dopri5]") {
  using namespace detail::dopri5;
  constexpr std::array<std::size_t, 6> used{0, 2, 3, 4, 5, 6};
  for (std::size_t i = 1; i < 6; ++i) {
    double sum = 0.0;
    for (const double value : a[i]) sum += value;
    CHECK(sum == Approx(c[i]).epsilon(1e-14));
  }
  // Quadrature conditions: b integrates t^q for q < 5, the error estimate only sees q >= 4.
  for (int q = 0; q < 5; ++q) {
    double integral = 0.0;
    double seen = 0.0;
    double bend = 0.0;
    for (std::size_t j = 0; j < 6; ++j) {
      const double power = std::pow(c[used[j]], q);
      if (j < 5) integral += b[j] * power;
      seen += error[j] * power;
      bend += dense[j] * power;
    }
    CHECK(integral == Approx(1.0 / (q + 1)).epsilon(1e-14));
    CHECK((std::fabs(seen) < 1e-15) == (q < 4));
    // theta^4 (q = 3) is the first power that the cubic Hermite interpolant misses.
    CHECK((std::fabs(bend) < 1e-14) == (q < 3));
  }
}

TEST_CASE("dopri5: a step and its middle are those of Boost.Odeint", "[dopri5]") {
  using State = std::vector<double>;
  const OdeProblem problem{.n = 3,
                           .rhs =
                               [](double t, const double* y, double* dydt) {
                                 dydt[0] = y[1] * y[2] * std::cos(t);
                                 dydt[1] = -y[0] * y[2];
                                 dydt[2] = -0.5 * y[0] * y[1] + t;
                               },
                           .jacobian = {},
                           .time_derivative = {}};
  FunctionSystem system(problem);
  IntegratorOptions options = dopri5_options(1e6);  // any error will do
  LaneTask task = task_of({1.0, 0.3, -0.7}, 0.4);
  task.h_first = 0.4;
  const Recording run = integrate(system, options, task, {0.2});
  REQUIRE(run.stats.n_steps == 1);

  boost::numeric::odeint::runge_kutta_dopri5<State> odeint;
  const auto rhs = [&](const State& y, State& dydt, double t) {
    problem.rhs(t, y.data(), dydt.data());
  };
  const State y = task.y;
  State dydt(3), y_new(3), dydt_new(3), between(3);
  rhs(y, dydt, 0.0);
  odeint.do_step(rhs, y, dydt, 0.0, y_new, dydt_new, 0.4);

  for (std::size_t i = 0; i < 3; ++i) CHECK(std::fabs(run.y[i] - y_new[i]) < 1e-15);
  // Its interpolant has one parameter more, which theta = 1/2 makes that of DOPRI5.
  odeint.calc_state(0.2, between, y, dydt, 0.0, y_new, dydt_new, 0.4);
  for (std::size_t i = 0; i < 3; ++i) CHECK(std::fabs(run.outputs[0][i] - between[i]) < 1e-15);
}

TEST_CASE("dopri5: the error of an oscillator follows the tolerance", "[dopri5]") {
  FunctionSystem system(oscillator());
  const double tolerance = GENERATE(1e-4, 1e-7, 1e-10);

  const Recording run = integrate(system, dopri5_options(tolerance), task_of({1.0, 0.0}, 10.0));

  REQUIRE(run.status == SolveStatus::success);
  CHECK(run.t == 10.0);
  const double error = std::hypot(run.y[0] - std::cos(10.0), run.y[1] + std::sin(10.0));
  CHECK(error < 30.0 * tolerance);  // local errors of one tolerance each over 10 units of time
  CHECK(error > 1e-3 * tolerance);  // and no more work than that needs
}

TEST_CASE("dopri5: with steps held equal the error falls with the fifth power of the step",
          "[dopri5]") {
  FunctionSystem system(oscillator());
  const auto error_at = [&](double h) {
    IntegratorOptions options = dopri5_options(1.0);  // loose: h_max alone decides
    options.h_max = h;
    LaneTask task = task_of({1.0, 0.0}, 4.0);
    task.h_first = h;
    const Recording run = integrate(system, options, task);
    REQUIRE(run.stats.n_steps == std::llround(4.0 / h));
    return std::hypot(run.y[0] - std::cos(4.0), run.y[1] + std::sin(4.0));
  };

  const double order = std::log2(error_at(1.0 / 8.0) / error_at(1.0 / 16.0));

  CHECK(order == Approx(5.0).margin(0.25));
}

TEST_CASE("dopri5: dense output between steps has order 4 and does not disturb the steps",
          "[dopri5]") {
  FunctionSystem system(oscillator());
  const auto error_between_steps = [&](double h) {
    IntegratorOptions options = dopri5_options(1.0);
    options.h_max = h;
    LaneTask task = task_of({1.0, 0.0}, 1.0);
    task.h_first = h;
    const Recording run = integrate(system, options, task, {0.3 * h});  // within the first step
    return std::fabs(run.outputs.at(0)[1] + std::sin(0.3 * h));
  };
  // One step's interpolation error is of one order more than its global order.
  const double order = std::log2(error_between_steps(0.25) / error_between_steps(0.125));
  CHECK(order == Approx(5.0).margin(0.3));

  const LaneTask task = task_of({1.0, 0.0}, 10.0);
  const Recording coarse = integrate(system, dopri5_options(), task, {5.0});
  const Recording fine = integrate(system, dopri5_options(), task, {2.5, 5.0, 7.5});
  CHECK(coarse.step_ends == fine.step_ends);
  CHECK(coarse.outputs.at(0) == fine.outputs.at(1));
  CHECK(coarse.y == fine.y);
}

TEST_CASE("dopri5: a task gives the same bits alone and after other tasks", "[dopri5]") {
  FunctionSystem system(oscillator());
  const LaneTask task = task_of({1.0, 0.0}, 10.0);

  const Recording alone = integrate(system, dopri5_options(), task);
  RecordingClient client({task_of({0.0, 1e6}, 7.0), task});
  make_integrator(system, dopri5_options(), nullptr)->run(client);

  CHECK(client[1].step_ends == alone.step_ends);
  CHECK(client[1].y == alone.y);
}

TEST_CASE("dopri5: a client that cuts a step gets the interpolated state there", "[dopri5]") {
  FunctionSystem system(oscillator());
  RecordingClient client({task_of({1.0, 0.0}, 10.0)});
  std::vector<double> y_cut(2);
  client.on_step = [&](std::size_t, const DenseStep& step) {
    if (step.t_end() < 3.3) return 10.0;
    step.evaluate(3.3, y_cut.data());
    return 3.3;
  };

  make_integrator(system, dopri5_options(), nullptr)->run(client);

  CHECK(client[0].t == 3.3);
  CHECK(client[0].y == y_cut);
}

TEST_CASE("dopri5: a derivative that turns NaN, a blow-up and the step limit have their own status",
          "[dopri5]") {
  OdeProblem walled = oscillator();
  walled.rhs = [](double t, const double*, double* dydt) {
    dydt[0] = 1.0;
    dydt[1] = t > 0.5 ? std::numeric_limits<double>::quiet_NaN() : 1.0;
  };
  FunctionSystem wall(walled);
  const Recording at_wall = integrate(wall, dopri5_options(), task_of({1.0, 0.0}, 2.0));
  CHECK(at_wall.status == SolveStatus::non_finite);
  CHECK(at_wall.t == Approx(0.5).epsilon(1e-6));
  CHECK(at_wall.failure->worst.at(0) == 1);

  FunctionSystem blow_up({.n = 1,
                          .rhs = [](double, const double* y, double* dydt) { *dydt = *y * *y; },
                          .jacobian = {},
                          .time_derivative = {}});
  const Recording blown = integrate(blow_up, dopri5_options(), task_of({1.0}, 2.0));
  CHECK(blown.status == SolveStatus::step_too_small);
  CHECK(blown.t == Approx(1.0).epsilon(1e-6));  // y = 1 / (1 - t)

  FunctionSystem system(oscillator());
  IntegratorOptions few_steps = dopri5_options();
  few_steps.max_steps = 5;
  const Recording stopped = integrate(system, few_steps, task_of({1.0, 0.0}, 100.0));
  CHECK(stopped.status == SolveStatus::max_steps);
  CHECK(stopped.stats.n_steps + stopped.stats.n_rejected == 5);
}

}  // namespace
