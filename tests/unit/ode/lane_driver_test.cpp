#include <cmath>
#include <limits>

#include "base/isa.hpp"
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

/// Van der Pol with its stiffness mu as a third, constant state: each task may be as hard as it
/// likes.
OdeProblem van_der_pol() {
  return {.n = 3,
          .rhs =
              [](double, const double* y, double* dydt) {
                dydt[0] = y[1];
                dydt[1] = y[2] * (1.0 - y[0] * y[0]) * y[1] - y[0];
                dydt[2] = 0.0;
              },
          .jacobian =
              [](double, const double* y, double* J) {
                const double values[9] = {0.0,
                                          1.0,
                                          0.0,
                                          -2.0 * y[2] * y[0] * y[1] - 1.0,
                                          y[2] * (1.0 - y[0] * y[0]),
                                          (1.0 - y[0] * y[0]) * y[1],
                                          0.0,
                                          0.0,
                                          0.0};
                std::copy(values, values + 9, J);
              },
          .time_derivative = {}};
}

/// y' = -y until t = 1, then nothing finite.
OdeProblem breaks_at_one() {
  return {.n = 2,
          .rhs =
              [](double t, const double* y, double* dydt) {
                dydt[0] = -y[0];
                dydt[1] = t > y[1] ? std::numeric_limits<double>::quiet_NaN() : 0.0;
              },
          .jacobian =
              [](double, const double*, double* J) {
                J[0] = -1.0;
                J[1] = J[2] = J[3] = 0.0;
              },
          .time_derivative = {}};
}

IntegratorOptions options_for(Method method, double tolerance = 1e-6) {
  IntegratorOptions options;
  options.method = method;
  options.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};
  return options;
}

std::vector<LaneTask> easy_and_hard_tasks() {
  std::vector<LaneTask> tasks;
  for (int k = 0; k < 13; ++k) {
    LaneTask task = task_of({2.0, 0.01 * k, k % 3 == 1 ? 60.0 : 0.5 + 0.3 * k}, 12.0 + k);
    task.t = 0.25 * k;
    tasks.push_back(task);
  }
  return tasks;
}

bool have_same_bits(const Recording& a, const Recording& b) {
  return a.t == b.t && a.y == b.y && a.step_ends == b.step_ends && a.outputs == b.outputs &&
         a.stats.n_steps == b.stats.n_steps && a.stats.n_rejected == b.stats.n_rejected &&
         a.stats.n_rhs == b.stats.n_rhs && a.stats.n_jacobian == b.stats.n_jacobian &&
         a.stats.n_decompositions == b.stats.n_decompositions;
}

TEST_CASE("lanes: a task has the same bits alone and among easy and hard neighbours, in any width",
          "[lanes]") {
  const Method method = GENERATE(Method::rodas5p, Method::rock4, Method::dopri5);
  const std::size_t lanes = GENERATE(std::size_t{4}, std::size_t{8});
  const std::vector<LaneTask> tasks = easy_and_hard_tasks();
  const std::vector<double> outputs{3.5, 5.0, 5.1, 11.0};
  FunctionSystem wide(van_der_pol(), lanes);
  FunctionSystem scalar(van_der_pol(), 1);

  RecordingClient together(tasks, outputs);
  make_integrator(wide, options_for(method), nullptr)->run(together);

  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const Recording alone = integrate(scalar, options_for(method), tasks[k], outputs);
    REQUIRE(alone.status == SolveStatus::success);
    CHECK(have_same_bits(together[k], alone));
  }
}

TEST_CASE("lanes: the order of the tasks does not matter", "[lanes]") {
  const Method method = GENERATE(Method::rodas5p, Method::rock4, Method::dopri5);
  std::vector<LaneTask> tasks = easy_and_hard_tasks();
  FunctionSystem system(van_der_pol(), 8);
  RecordingClient forward(tasks, {6.0});
  make_integrator(system, options_for(method), nullptr)->run(forward);

  std::reverse(tasks.begin(), tasks.end());
  RecordingClient backward(tasks, {6.0});
  make_integrator(system, options_for(method), nullptr)->run(backward);

  for (std::size_t k = 0; k < tasks.size(); ++k) {
    CHECK(have_same_bits(forward[k], backward[tasks.size() - 1 - k]));
  }
}

TEST_CASE("lanes: the instruction sets agree to rounding", "[lanes]") {
  const Method method = GENERATE(Method::rodas5p, Method::rock4, Method::dopri5);
  const Isa before = current_isa();
  FunctionSystem system(van_der_pol(), 8);
  const std::vector<LaneTask> tasks = easy_and_hard_tasks();
  std::vector<std::vector<double>> ends;

  for (const char* isa : {"sse2", "avx2", "avx512"}) {
    if (!set_isa(isa)) continue;  // this processor has no more
    RecordingClient client(tasks);
    make_integrator(system, options_for(method, 1e-9), nullptr)->run(client);
    for (std::size_t k = 0; k < tasks.size(); ++k) ends.push_back(client[k].y);
  }
  REQUIRE(set_isa(to_string(before)));

  for (std::size_t k = tasks.size(); k < ends.size(); ++k) {
    for (std::size_t i = 0; i < 3; ++i) {
      // Rounding moves the steps, so the ends differ by some errors of the tolerance 1e-9.
      CHECK(std::fabs(ends[k][i] - ends[k % tasks.size()][i]) < 2e-6);
    }
  }
}

TEST_CASE("lanes: a right-hand side that breaks down fails its own task only, and says where",
          "[lanes]") {
  const Method method = GENERATE(Method::rodas5p, Method::rock4, Method::dopri5);
  FunctionSystem system(breaks_at_one(), 4);
  std::vector<LaneTask> tasks(6, task_of({1.0, 100.0}, 5.0));
  tasks[1].y[1] = tasks[4].y[1] = 1.0;  // when it breaks
  RecordingClient client(tasks);

  make_integrator(system, options_for(method), nullptr)->run(client);

  for (std::size_t k = 0; k < tasks.size(); ++k) {
    if (k == 1 || k == 4) {
      CHECK(client[k].status == SolveStatus::non_finite);
      REQUIRE(client[k].failure.has_value());
      CHECK(client[k].failure->t_reached <= 1.0);
      CHECK(client[k].failure->t_reached > 0.9);
      REQUIRE_FALSE(client[k].failure->worst.empty());
    } else {
      CHECK(client[k].status == SolveStatus::success);
      CHECK(client[k].y[0] == Approx(std::exp(-5.0)).margin(1e-5));
    }
  }
}

TEST_CASE("lanes: a state that is not finite at the start fails at once and is named", "[lanes]") {
  FunctionSystem system(breaks_at_one(), 1);

  const Recording run = integrate(system, options_for(Method::rodas5p), task_of({1.0, -1.0}, 5.0));

  CHECK(run.status == SolveStatus::non_finite);
  CHECK(run.stats.n_rejected == 1);
  REQUIRE(run.failure.has_value());
  CHECK(run.failure->worst == std::vector<std::size_t>{1});
}

TEST_CASE("lanes: a client may cut a step, and the task stops there on the dense solution",
          "[lanes]") {
  FunctionSystem system(van_der_pol(), 4);
  RecordingClient client({task_of({2.0, 0.0, 1.0}, 20.0), task_of({1.0, 0.0, 1.0}, 20.0)});
  double expected = 0.0;
  client.on_step = [&](std::size_t task, const DenseStep& step) {
    if (task == 1 || step.t_end() < 3.0) return step.t_end();
    expected = step.evaluate(3.0, std::size_t{0});
    return 3.0;
  };

  make_integrator(system, options_for(Method::rodas5p), nullptr)->run(client);

  CHECK(client[0].t == 3.0);
  CHECK(client[0].y[0] == expected);
  CHECK(client[1].t == 20.0);
}

TEST_CASE("lanes: a task without duration ends at once with its own state", "[lanes]") {
  FunctionSystem system(van_der_pol(), 4);
  LaneTask task = task_of({2.0, 0.0, 1.0}, 7.0);
  task.t = 7.0;
  RecordingClient client({task, task, task});

  make_integrator(system, options_for(Method::rodas5p), nullptr)->run(client);

  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(client[k].t == 7.0);
    CHECK(client[k].y == task.y);
    CHECK(client[k].stats.n_steps == 0);
  }
}

TEST_CASE("lanes: the limit of steps ends a task and the others go on", "[lanes]") {
  FunctionSystem system(van_der_pol(), 4);
  IntegratorOptions options = options_for(Method::rodas5p);
  options.max_steps = 40;
  RecordingClient client({task_of({2.0, 0.0, 60.0}, 1000.0), task_of({2.0, 0.0, 0.1}, 1.0)});

  make_integrator(system, options, nullptr)->run(client);

  CHECK(client[0].status == SolveStatus::max_steps);
  CHECK(client[0].stats.n_steps + client[0].stats.n_rejected == 40);
  CHECK(client[1].status == SolveStatus::success);
}

TEST_CASE("lanes: dopri5 gives a stiff task up at once if its stable steps cannot reach the end",
          "[lanes]") {
  FunctionSystem system(van_der_pol(), 4);
  // Stiff between its jumps: a stable step is some 3.3 / (3 mu), 1e6 times less than the way.
  RecordingClient client({task_of({2.0, 0.0, 1e4}, 1e3), task_of({2.0, 0.0, 1.0}, 20.0)});
  IntegratorOptions options = options_for(Method::dopri5);

  options.max_steps = 1'000'000;
  make_integrator(system, options, nullptr)->run(client);

  CHECK(client[0].status == SolveStatus::max_steps);
  CHECK(client[0].stats.n_steps < 200);
  CHECK(client[1].status == SolveStatus::success);

  // The same task with a way that its steps can walk.
  const LaneTask short_way = task_of({2.0, 0.0, 1e4}, 0.5);
  FunctionSystem scalar(van_der_pol(), 1);
  const Recording walked = integrate(scalar, options, short_way);
  CHECK(walked.status == SolveStatus::success);
  CHECK(walked.stats.n_steps > 2000);
}

TEST_CASE("lanes: a solution that runs to infinity ends with a step too small before its pole",
          "[lanes]") {
  const OdeProblem blow_up{
      .n = 1,
      .rhs = [](double, const double* y, double* dydt) { dydt[0] = y[0] * y[0]; },
      .jacobian = [](double, const double* y, double* J) { J[0] = 2.0 * y[0]; },
      .time_derivative = {}};
  FunctionSystem system(blow_up, 1);

  const Recording run = integrate(system, options_for(Method::rodas5p), task_of({1.0}, 2.0));

  CHECK(run.status != SolveStatus::success);
  CHECK(run.t == Approx(1.0).epsilon(1e-4));  // y = 1/(1 - t)
}

TEST_CASE("lanes: a cancelled run fails the tasks at work and starts no more", "[lanes]") {
  FunctionSystem system(van_der_pol(), 4);
  RecordingClient client(easy_and_hard_tasks());
  int n_rounds = 0;
  client.cancelled = [&] { return ++n_rounds > 3; };

  make_integrator(system, options_for(Method::rodas5p), nullptr)->run(client);

  for (std::size_t k = 0; k < 4; ++k) CHECK(client[k].status == SolveStatus::cancelled);
  CHECK(client[4].stats.n_rhs == 0);
}

TEST_CASE("lanes: the wall-clock limit of one run is kept", "[lanes]") {
  FunctionSystem system(van_der_pol(), 1);
  IntegratorOptions options = options_for(Method::rodas5p);
  options.wall_limit = 1e-9;

  const Recording run = integrate(system, options, task_of({2.0, 0.0, 60.0}, 1000.0));

  CHECK(run.status == SolveStatus::time_limit);
}

TEST_CASE("lanes: the caller's floating-point mode is restored", "[lanes]") {
  volatile double tiny = std::numeric_limits<double>::min();
  FunctionSystem system(van_der_pol(), 1);
  integrate(system, options_for(Method::rodas5p), task_of({2.0, 0.0, 1.0}, 1.0));

  CHECK(tiny / 4.0 > 0.0);
}

}  // namespace
