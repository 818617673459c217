#include <cmath>
#include <limits>
#include <stdexcept>

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

/// A reversible isomerisation A <-> B with a slow loss of B: stiff, linear, not oscillating.
OdeProblem isomerisation() {
  return {.n = 2,
          .rhs =
              [](double, const double* y, double* dydt) {
                dydt[0] = -1000.0 * y[0] + 10.0 * y[1];
                dydt[1] = 1000.0 * y[0] - 10.0 * y[1] - 0.1 * y[1];
              },
          .jacobian = [](double, const double*,
                         double* j) { j[0] = -1000.0, j[1] = 10.0, j[2] = 1000.0, j[3] = -10.1; },
          .time_derivative = {}};
}

IntegratorOptions cvode_options(Method method = Method::cvode_bdf) {
  IntegratorOptions options;
  options.method = method;
  return options;
}

TEST_CASE("cvode: a stiff linear system agrees with its matrix exponential", "[cvode]") {
  const Method method = GENERATE(Method::cvode_bdf, Method::cvode_gmres);
  FunctionSystem system(isomerisation());
  IntegratorOptions options = cvode_options(method);
  options.error = {.rtol = 1e-9, .atol = 1e-9, .absolute_atol = {}};

  const Recording run = integrate(system, options, task_of({1.0, 0.0}, 2.0));

  // Eigenvalues of [[-1000, 10], [1000, -10.1]]: roots of x^2 + 1010.1 x + 100.
  const double root = std::sqrt(1010.1 * 1010.1 - 400.0);
  const double fast = (-1010.1 - root) / 2.0, slow = (-1010.1 + root) / 2.0;
  const double b = 1000.0 / (slow - fast) * (std::exp(slow * 2.0) - std::exp(fast * 2.0));
  REQUIRE(run.status == SolveStatus::success);
  CHECK(run.t == 2.0);
  // A few hundred steps, each allowed 1e-9: observed 1e-8.
  CHECK(run.y[1] == Approx(b).epsilon(1e-7));
  CHECK(run.stats.n_jacobian > 0);
  CHECK(run.stats.n_steps == static_cast<std::int64_t>(run.step_ends.size()));
}

TEST_CASE("cvode: the error follows the tolerance", "[cvode]") {
  const Method method = GENERATE(Method::cvode_bdf, Method::cvode_gmres);
  FunctionSystem system(isomerisation());
  const double root = std::sqrt(1010.1 * 1010.1 - 400.0);
  const double fast = (-1010.1 - root) / 2.0, slow = (-1010.1 + root) / 2.0;
  const double b = 1000.0 / (slow - fast) * (std::exp(slow * 2.0) - std::exp(fast * 2.0));
  for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
    IntegratorOptions options = cvode_options(method);
    options.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};

    const Recording run = integrate(system, options, task_of({1.0, 0.0}, 2.0));

    REQUIRE(run.status == SolveStatus::success);
    CAPTURE(tolerance);
    const double error = std::fabs(run.y[1] - b);
    CHECK(error < 100.0 * tolerance);  // local errors of one tolerance each over some 100 steps
    CHECK(error > 1e-3 * tolerance);   // and no more work than that needs
  }
}

TEST_CASE("cvode: the output grid changes neither the steps nor the common outputs", "[cvode]") {
  FunctionSystem system(isomerisation());
  const LaneTask task = task_of({1.0, 0.0}, 2.0);

  const Recording coarse = integrate(system, cvode_options(), task, {0.5, 1.0});
  const Recording fine = integrate(system, cvode_options(), task, {0.25, 0.5, 0.75, 1.0, 1.25});

  CHECK(coarse.step_ends == fine.step_ends);
  CHECK(coarse.outputs.at(0) == fine.outputs.at(1));
  CHECK(coarse.outputs.at(1) == fine.outputs.at(3));
  CHECK(coarse.y == fine.y);
}

TEST_CASE("cvode: a task gives the same bits alone and after other tasks", "[cvode]") {
  const Method method = GENERATE(Method::cvode_bdf, Method::cvode_gmres);
  FunctionSystem system(isomerisation());
  const LaneTask task = task_of({1.0, 0.0}, 2.0);

  const Recording alone = integrate(system, cvode_options(method), task);
  RecordingClient client({task_of({0.0, 1e6}, 7.0), task_of({3.0, 2.0}, 0.1), task});
  make_integrator(system, cvode_options(method), nullptr)->run(client);

  CHECK(client[2].step_ends == alone.step_ends);
  CHECK(client[2].y == alone.y);
}

TEST_CASE("cvode: dense output is exact at both ends of a step and continuous", "[cvode]") {
  FunctionSystem system(isomerisation());
  const LaneTask task = task_of({1.0, 0.0}, 2.0);
  RecordingClient client({task});
  std::vector<double> y(2), y_last = task.y;
  client.on_step = [&](std::size_t, const DenseStep& step) {
    step.evaluate(step.t_begin(), y.data());
    CHECK(y == y_last);
    CHECK(step.evaluate(step.t_begin(), 1) == y_last[1]);
    // Just inside the step the interpolant meets the state before it, to its rounding.
    const double h = step.t_end() - step.t_begin();
    step.evaluate(step.t_begin() + 1e-9 * h, y.data());
    CHECK(std::fabs(y[0] - y_last[0]) < 1e-6);
    CHECK(std::fabs(y[1] - y_last[1]) < 1e-6);
    step.evaluate(step.t_end(), y_last.data());
    return 2.0;
  };

  make_integrator(system, cvode_options(), nullptr)->run(client);

  CHECK(client[0].y == y_last);
}

TEST_CASE("cvode: a client that cuts a step gets the interpolated state there", "[cvode]") {
  FunctionSystem system(isomerisation());
  RecordingClient client({task_of({1.0, 0.0}, 2.0)});
  std::vector<double> y_cut(2);
  client.on_step = [&](std::size_t, const DenseStep& step) {
    if (step.t_end() < 0.7) return 2.0;
    step.evaluate(0.7, y_cut.data());
    return 0.7;
  };

  make_integrator(system, cvode_options(), nullptr)->run(client);

  CHECK(client[0].status == SolveStatus::success);
  CHECK(client[0].t == 0.7);
  CHECK(client[0].y == y_cut);
}

TEST_CASE("cvode: a derivative that turns NaN fails the task, names the state, and spares the next",
          "[cvode]") {
  OdeProblem problem = isomerisation();
  const auto rhs = problem.rhs;
  problem.rhs = [rhs](double t, const double* y, double* dydt) {
    rhs(t, y, dydt);
    if (t > 0.5 && y[1] > 100.0) dydt[1] = std::numeric_limits<double>::quiet_NaN();
  };
  FunctionSystem system(problem);
  RecordingClient client({task_of({1000.0, 0.0}, 2.0), task_of({1.0, 0.0}, 2.0)});

  make_integrator(system, cvode_options(), nullptr)->run(client);

  REQUIRE(client[0].status == SolveStatus::non_finite);
  CHECK(client[0].t <= 0.5);
  CHECK(client[0].t > 0.4);
  CHECK(client[0].failure->worst == std::vector<std::size_t>{1});
  CHECK(client[1].status == SolveStatus::success);
}

TEST_CASE("cvode: the step limit, the wall limit and cancellation end a task with their status",
          "[cvode]") {
  FunctionSystem system(isomerisation());
  IntegratorOptions few_steps = cvode_options();
  few_steps.max_steps = 5;
  IntegratorOptions no_time = cvode_options();
  no_time.wall_limit = 1e-9;

  const Recording stopped = integrate(system, few_steps, task_of({1.0, 0.0}, 2.0));
  CHECK(stopped.status == SolveStatus::max_steps);
  CHECK(stopped.stats.n_steps + stopped.stats.n_rejected == 5);
  CHECK(integrate(system, no_time, task_of({1.0, 0.0}, 2.0)).status == SolveStatus::time_limit);

  RecordingClient client({task_of({1.0, 0.0}, 2.0), task_of({1.0, 0.0}, 2.0)});
  client.cancelled = [] { return true; };
  make_integrator(system, cvode_options(), nullptr)->run(client);
  CHECK(client[0].status == SolveStatus::cancelled);
  CHECK(client[1].step_ends.empty());
}

TEST_CASE("cvode: a blow-up in finite time ends as a step that became too small", "[cvode]") {
  FunctionSystem system(
      {.n = 1,
       .rhs = [](double, const double* y, double* dydt) { dydt[0] = y[0] * y[0]; },
       .jacobian = [](double, const double* y, double* j) { j[0] = 2.0 * y[0]; },
       .time_derivative = {}});

  const Recording run = integrate(system, cvode_options(), task_of({1.0}, 2.0));

  CHECK(run.status == SolveStatus::step_too_small);
  CHECK(run.t == Approx(1.0).epsilon(1e-3));  // y = 1 / (1 - t)
  CHECK(run.failure->worst == std::vector<std::size_t>{0});
}

TEST_CASE("cvode: an exception of the system reaches the caller", "[cvode]") {
  OdeProblem problem = isomerisation();
  problem.rhs = [](double, const double*, double*) { throw std::runtime_error("no such thing"); };
  FunctionSystem system(problem);

  CHECK_THROWS_AS(integrate(system, cvode_options(), task_of({1.0, 0.0}, 2.0)), std::runtime_error);
}

TEST_CASE("cvode: a stretch of time too short to resolve passes without a step", "[cvode]") {
  FunctionSystem system(isomerisation());
  LaneTask task = task_of({1.0, 0.0}, 1.0);
  task.t = 1.0;

  const Recording run = integrate(system, cvode_options(), task);

  CHECK(run.status == SolveStatus::success);
  CHECK(run.t == 1.0);
  CHECK(run.y == task.y);
  CHECK(run.stats.n_steps == 0);
}

}  // namespace
