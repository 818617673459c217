#include <array>
#include <cmath>
#include <limits>
#include <vector>

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

/// The pair as a full tableau: a, and weights over all 7 stages.
struct Tableau {
  std::array<std::array<double, 7>, 7> a{};
  std::array<double, 7> b{}, error{}, dense{};
};

Tableau tableau() {
  constexpr std::array<std::size_t, 6> used{0, 2, 3, 4, 5, 6};
  Tableau full;
  for (std::size_t i = 1; i < 6; ++i) std::copy_n(detail::dopri5::a[i], 5, full.a[i].begin());
  for (std::size_t j = 0; j < 6; ++j) {
    if (j < 5) full.b[used[j]] = detail::dopri5::b[j];
    full.error[used[j]] = detail::dopri5::error[j];
    full.dense[used[j]] = detail::dopri5::dense[j];
  }
  full.a[6] = full.b;
  return full;
}

/// A rooted tree: its order, gamma, and the products phi_i of the stages.
struct Tree {
  int order = 1;
  double gamma = 1.0;
  std::array<double, 7> phi{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
};

/// The tree whose root carries `children` (Hairer, Norsett & Wanner, Solving ODEs I, II.2).
Tree grow(const Tableau& t, const std::vector<const Tree*>& children) {
  Tree tree;
  for (const Tree* child : children) {
    tree.order += child->order;
    tree.gamma *= child->gamma;
    for (std::size_t i = 0; i < 7; ++i) {
      double sum = 0.0;
      for (std::size_t j = 0; j < 7; ++j) sum += t.a[i][j] * child->phi[j];
      tree.phi[i] *= sum;
    }
  }
  tree.gamma *= tree.order;
  return tree;
}

/// All 17 trees up to order 5.
std::vector<Tree> trees_to_order_5(const Tableau& t) {
  std::vector<Tree> all{Tree{}};
  all.reserve(17);
  const auto add = [&](std::initializer_list<std::size_t> children) {
    std::vector<const Tree*> pointers;
    for (const std::size_t child : children) pointers.push_back(&all[child]);
    all.push_back(grow(t, pointers));
  };
  add({0});                                         // order 2: tree 1
  add({0, 0}), add({1});                            // order 3: trees 2, 3
  add({0, 0, 0}), add({0, 1}), add({2}), add({3});  // order 4: trees 4 to 7
  add({0, 0, 0, 0}), add({0, 0, 1}), add({1, 1}), add({0, 2}), add({0, 3});
  add({4}), add({5}), add({6}), add({7});
  return all;
}

TEST_CASE("dopri5 table: y_new has order 5, the embedded solution 4, dense output 4 anywhere",
          "[dopri5]") {
  const Tableau t = tableau();
  const std::vector<Tree> trees = trees_to_order_5(t);
  REQUIRE(trees.size() == 17);
  bool sees_order_5 = false;
  for (const Tree& tree : trees) {
    double y_new = 0.0, error = 0.0, bend = 0.0;
    for (std::size_t i = 0; i < 7; ++i) {
      y_new += t.b[i] * tree.phi[i];
      error += t.error[i] * tree.phi[i];
      bend += t.dense[i] * tree.phi[i];
    }
    CHECK(y_new == Approx(1.0 / tree.gamma).epsilon(1e-13));
    if (tree.order == 5) {
      sees_order_5 |= std::fabs(error) > 1e-4;
      continue;
    }
    CHECK(std::fabs(error) < 1e-15);
    for (const double theta : {0.2, 0.5, 0.9}) {
      const double rest = 1.0 - theta;
      const double bow = tree.phi[0] - y_new;
      const double twist = y_new - tree.phi[6] - bow;
      const double value = theta * (y_new + rest * (bow + theta * (twist + rest * bend)));
      CHECK(value == Approx(std::pow(theta, tree.order) / tree.gamma).margin(1e-14));
    }
  }
  CHECK(sees_order_5);
}

TEST_CASE("dopri5 table: steps are stable up to the reach they are held to, and not far beyond",
          "[dopri5]") {
  const Tableau t = tableau();
  const auto growth = [&t](double z) {  // y_new / y of y' = lambda y, z = h lambda
    std::array<double, 7> k{};
    double y = 1.0;
    for (std::size_t i = 0; i < 7; ++i) {
      y = 1.0;
      for (std::size_t j = 0; j < i; ++j) y += t.a[i][j] * k[j];
      k[i] = z * y;
    }
    return y;  // the last stage is y_new
  };
  for (int n = 1; n <= 1000; ++n) {
    CHECK(std::fabs(growth(-detail::dopri5::reach * n / 1000.0)) < 1.0);
  }
  CHECK(std::fabs(growth(-5.75)) > 1.0);
  // The better known pair of the paper ends at -3.3.
  CHECK(std::fabs(growth(-3.5)) < 1.0);
}

TEST_CASE("dopri5: stability-bound steps leave errors of the tolerance and few rejections",
          "[dopri5]") {
  // Stiff decay onto a slow curve: without care the error swings at the limit of stability.
  const OdeProblem problem{.n = 2,
                           .rhs =
                               [](double t, const double* y, double* dydt) {
                                 dydt[0] = -1000.0 * (y[0] - std::cos(t)) - std::sin(t);
                                 dydt[1] = -y[1];
                               },
                           .jacobian = {},
                           .time_derivative = {}};
  FunctionSystem system(problem);

  const Recording run = integrate(system, dopri5_options(1e-4), task_of({1.0, 1.0}, 2.0));

  REQUIRE(run.status == SolveStatus::success);
  CHECK(std::fabs(run.y[0] - std::cos(2.0)) < 1e-4);
  CHECK(run.stats.n_steps < 450);  // 1000 * 2 / 5.7 = 351 at the very limit
  CHECK(run.stats.n_rejected < run.stats.n_steps / 10);
}

TEST_CASE("dopri5: the error of an oscillator follows the tolerance", "[dopri5]") {
  FunctionSystem system(oscillator());
  const double tolerance = GENERATE(1e-4, 1e-7, 1e-10);

  const Recording run = integrate(system, dopri5_options(tolerance), task_of({1.0, 0.0}, 10.0));

  REQUIRE(run.status == SolveStatus::success);
  CHECK(run.t == 10.0);
  const double error = std::hypot(run.y[0] - std::cos(10.0), run.y[1] + std::sin(10.0));
  CHECK(error < 60.0 * tolerance);  // local errors of one tolerance each over 10 units of time
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
  CHECK(blown.t == Approx(1.0).epsilon(1e-5));  // y = 1 / (1 - t)

  FunctionSystem system(oscillator());
  IntegratorOptions few_steps = dopri5_options();
  few_steps.max_steps = 5;
  const Recording stopped = integrate(system, few_steps, task_of({1.0, 0.0}, 100.0));
  CHECK(stopped.status == SolveStatus::max_steps);
  CHECK(stopped.stats.n_steps + stopped.stats.n_rejected == 5);
}

}  // namespace
