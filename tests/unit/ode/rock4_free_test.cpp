#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

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

constexpr std::size_t n_copies = 250;  // 1000 states: from there on lanes run free of each other

/// x'' = -w^2 x with w a constant state, and z that follows x at a rate of 2000, many times over:
/// slow oscillators take long steps of many stages, fast ones short steps of few.
OdeProblem followers(std::size_t* n_calls = nullptr) {
  return {.n = 4 * n_copies,
          .rhs =
              [n_calls](double, const double* y, double* dydt) {
                if (n_calls != nullptr) ++*n_calls;
                for (std::size_t i = 0; i < 4 * n_copies; i += 4) {
                  dydt[i] = y[i + 1];
                  dydt[i + 1] = -y[i + 3] * y[i + 3] * y[i];
                  dydt[i + 2] = -2000.0 * (y[i + 2] - y[i]);
                  dydt[i + 3] = 0.0;
                }
              },
          .jacobian = {},
          .time_derivative = {}};
}

LaneTask oscillation(double w, double t_stop) {
  std::vector<double> y;
  for (std::size_t copy = 0; copy < n_copies; ++copy) {
    const double size = 1.0 + 0.01 * static_cast<double>(copy);
    y.insert(y.end(), {size, 0.0, size, w});
  }
  return task_of(y, t_stop);
}

IntegratorOptions options_for(double tolerance) {
  IntegratorOptions options;
  options.method = Method::rock4;
  options.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};
  return options;
}

TEST_CASE("free rock4: a large task has the same bits alone and among neighbours, in any width",
          "[rock4][lanes]") {
  const std::size_t lanes = GENERATE(std::size_t{4}, std::size_t{8});
  const std::vector<double> outputs{0.11, 0.3, 0.31};
  std::vector<LaneTask> tasks;
  for (const double w : {0.05, 20.0, 3.0, 1.0, 9.0, 0.4, 14.0, 6.0, 0.1, 11.0, 2.0}) {
    tasks.push_back(oscillation(w, 0.35 + 0.01 * w));
  }
  tasks[4].y[0] = std::numeric_limits<double>::quiet_NaN();  // a neighbour that breaks down
  FunctionSystem wide(followers(), lanes);
  FunctionSystem scalar(followers());

  RecordingClient together(tasks, outputs);
  make_integrator(wide, options_for(1e-5), nullptr)->run(together);

  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const Recording alone = integrate(scalar, options_for(1e-5), tasks[k], outputs);
    const Recording& here = together[k];
    CHECK(here.status == alone.status);
    CHECK((here.status == SolveStatus::success) == (k != 4));
    if (k == 4) continue;
    CHECK((here.t == alone.t && here.y == alone.y && here.step_ends == alone.step_ends &&
           here.outputs == alone.outputs));
    CHECK(here.stats.n_steps == alone.stats.n_steps);
    CHECK(here.stats.n_rejected == alone.stats.n_rejected);
    CHECK(here.stats.n_rhs == alone.stats.n_rhs);
  }
}

TEST_CASE("free rock4: the error follows the tolerance, at the end and between the steps",
          "[rock4]") {
  const double w = 7.0;
  FunctionSystem system(followers());
  for (const double tolerance : {1e-4, 1e-7}) {
    const Recording run = integrate(system, options_for(tolerance), oscillation(w, 2.0), {1.234});
    REQUIRE(run.status == SolveStatus::success);
    // Errors of some ten steps add up; each is at most the tolerance in root mean square.
    CHECK(std::fabs(run.y[0] - std::cos(2.0 * w)) < 100.0 * tolerance);
    CHECK(std::fabs(run.outputs[0][0] - std::cos(1.234 * w)) < 100.0 * tolerance);
  }
}

TEST_CASE("free rock4: lanes with many stages do not make those with few wait", "[rock4][lanes]") {
  std::size_t n_calls = 0;
  const std::vector<LaneTask> tasks{oscillation(20.0, 2.0), oscillation(1.0, 9.0),
                                    oscillation(0.3, 14.0), oscillation(5.0, 4.0)};
  std::size_t longest = 0;
  FunctionSystem scalar(followers(&n_calls));
  for (const LaneTask& task : tasks) {
    n_calls = 0;
    integrate(scalar, options_for(1e-5), task);
    longest = std::max(longest, n_calls);
  }
  n_calls = 0;
  FunctionSystem wide(followers(&n_calls), 4);
  RecordingClient together(tasks, {});
  make_integrator(wide, options_for(1e-5), nullptr)->run(together);

  // All four lanes are evaluated in each call; estimates of the spectral radius are apart.
  CHECK(static_cast<double>(n_calls) / 4.0 < 1.15 * static_cast<double>(longest));
}

}  // namespace
