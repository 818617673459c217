#include <array>
#include <cmath>
#include <complex>
#include <vector>

#include "ode/detail/rock4_table.hpp"
#include "ode/integrator.hpp"
#include "support/catch.hpp"
#include "support/function_system.hpp"
#include "support/recording_client.hpp"

namespace {

using namespace sigdyn;
using detail::rock4_degrees;
using detail::Rock4Degree;
using test::FunctionSystem;
using test::integrate;
using test::OdeProblem;
using test::Recording;
using test::RecordingClient;
using test::task_of;

/// Butcher series up to order 4, over the trees of Hairer, Norsett & Wanner, Solving ODEs I, II.2:
/// t, [t], [t,t], [[t]], [t,t,t], [t,[t]], [[t,t]], [[[t]]].
using Series = std::array<double, 8>;
constexpr Series exact{1.0, 1.0 / 2, 1.0 / 3, 1.0 / 6, 1.0 / 4, 1.0 / 8, 1.0 / 12, 1.0 / 24};
constexpr std::array<int, 8> order{1, 2, 3, 3, 4, 4, 4, 4};

Series h_f(const Series& y) {
  return {1.0, y[0], y[0] * y[0], y[1], y[0] * y[0] * y[0], y[0] * y[1], y[2], y[3]};
}

Series sum(std::initializer_list<std::pair<double, const Series*>> terms) {
  Series result{};
  for (const auto& [factor, series] : terms) {
    for (std::size_t i = 0; i < result.size(); ++i) result[i] += factor * (*series)[i];
  }
  return result;
}

/// The vectors of dense output: y_new - y, y_m - y, h f(y_m-1), h f1 .. h f4. `rate` is h f.
template <class Vector, class Rate, class Sum>
std::array<Vector, 7> stages_of(const Rock4Degree& d, const Vector& start, const Rate& rate,
                                const Sum& add) {
  Vector before = start;
  Vector now = start;
  Vector last = start;
  for (std::ptrdiff_t j = 0; j < d.n_stages - 4; ++j) {
    const double mu = d.recurrence[2 * j];
    const double kappa = d.recurrence[2 * j + 1];
    last = rate(now);
    const Vector next = add({{mu, &last}, {1.0 + kappa, &now}, {-kappa, &before}});
    before = now;
    now = next;
  }
  const Vector f1 = rate(now);
  const Vector f2 = rate(add({{1.0, &now}, {d.a[0], &f1}}));
  const Vector f3 = rate(add({{1.0, &now}, {d.a[1], &f1}, {d.a[2], &f2}}));
  const Vector f4 = rate(add({{1.0, &now}, {d.a[3], &f1}, {d.a[4], &f2}, {d.a[5], &f3}}));
  const Vector y_new =
      add({{1.0, &now}, {d.b[0], &f1}, {d.b[1], &f2}, {d.b[2], &f3}, {d.b[3], &f4}});
  return {add({{1.0, &y_new}, {-1.0, &start}}),
          add({{1.0, &now}, {-1.0, &start}}),
          last,
          f1,
          f2,
          f3,
          f4};
}

std::array<Series, 7> series_of(const Rock4Degree& d) {
  return stages_of(d, Series{}, h_f, sum);
}

TEST_CASE("rock4 table: every degree meets the eight conditions of order 4", "[rock4]") {
  for (const Rock4Degree& degree : rock4_degrees()) {
    const Series y_new = series_of(degree)[0];
    for (std::size_t i = 0; i < exact.size(); ++i) {
      CHECK(std::fabs(y_new[i] - exact[i]) < 1e-13);  // rounding of up to 100 stages
    }
  }
}

TEST_CASE("rock4 table: the error estimate vanishes to order 3 and measures order 4", "[rock4]") {
  for (const Rock4Degree& degree : rock4_degrees()) {
    const std::array<Series, 7> v = series_of(degree);
    Series error{};
    for (std::size_t i = 0; i < error.size(); ++i) {
      for (std::size_t j = 0; j < 5; ++j) error[i] += degree.error[j] * v[j + 2][i];
    }
    // Weights reach 16, and as many roundings remain.
    for (std::size_t i = 0; i < 4; ++i) CHECK(std::fabs(error[i]) < 1e-12);
    CHECK(error[7] == Approx(0.01));
  }
}

TEST_CASE("rock4 table: dense output has order 3 at any time and ends in y_new", "[rock4]") {
  const double theta = GENERATE(0.1, 0.5, 0.83, 1.0);
  for (const Rock4Degree& degree : rock4_degrees()) {
    const std::array<Series, 7> v = series_of(degree);
    for (std::size_t i = 0; i < (theta == 1.0 ? 8U : 4U); ++i) {
      double value = 0.0;
      for (std::size_t r = 0; r < 7; ++r) {
        const double* c = degree.dense[r];
        value += theta * (c[0] + theta * (c[1] + theta * (c[2] + theta * c[3]))) * v[r][i];
      }
      CHECK(std::fabs(value - exact[i] * std::pow(theta, order[i])) < 1e-12);
    }
  }
}

TEST_CASE("rock4 table: every degree is stable and damped up to its reach", "[rock4]") {
  const auto add = [](std::initializer_list<std::pair<double, const double*>> terms) {
    double result = 0.0;
    for (const auto& [factor, value] : terms) result += factor * *value;
    return result;
  };
  for (const Rock4Degree& degree : rock4_degrees()) {
    CHECK(degree.reach > 0.23 * degree.n_stages * degree.n_stages);  // 0.35 in the limit
    double largest = 0.0;
    for (int k = 1; k <= 2000; ++k) {
      // Denser towards 0; below 5 the polynomial follows exp(z).
      const double z = -5.0 - (degree.reach - 5.0) * k * k / 4e6;
      const double r = 1.0 + stages_of(
                                 degree, 1.0, [&](double y) { return z * y; }, add)[0];
      largest = std::max(largest, std::fabs(r));
    }
    CHECK(largest < 0.951);  // built for 0.95
  }
}

IntegratorOptions rock4_options(double tolerance = 1e-6) {
  IntegratorOptions options;
  options.method = Method::rock4;
  options.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};
  return options;
}

/// y0 = exp(sin t), y1 = 1/(1 + t^2), and y2 = cos t with a decay onto it.
OdeProblem known_solution(double decay) {
  return {.n = 3,
          .rhs =
              [decay](double t, const double* y, double* dydt) {
                dydt[0] = std::cos(t) * y[0] * y[1] * (1.0 + t * t);
                dydt[1] = -2.0 * t * y[1] * y[1];
                dydt[2] = -decay * (y[2] - std::cos(t)) - std::sin(t);
              },
          .jacobian = {},
          .time_derivative =
              [](double, const double*, double* dfdt) {
                dfdt[0] = dfdt[1] = dfdt[2] = 0.0;  // not asked for by an explicit method
              }};
}

double error_at(double t, const std::vector<double>& y) {
  return std::max({std::fabs(y[0] - std::exp(std::sin(t))), std::fabs(y[1] - 1.0 / (1.0 + t * t)),
                   std::fabs(y[2] - std::cos(t))});
}

double error_with_equal_steps(double h, const std::vector<double>& outputs) {
  FunctionSystem system(known_solution(2.0));  // fast ones reduce the order of any method like it
  IntegratorOptions options = rock4_options(1e3);  // loose: h_max alone decides
  options.h_max = h;
  LaneTask task = task_of({1.0, 1.0, 1.0}, 2.0);
  task.h_first = h;
  const Recording run = integrate(system, options, task, outputs);
  REQUIRE(run.stats.n_steps == std::llround(2.0 / h));
  double error = 0.0;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    error = std::max(error, error_at(outputs[k], run.outputs[k]));
  }
  return error;
}

TEST_CASE("rock4: with equal steps the error at the end falls with the fourth power of the step",
          "[rock4]") {
  const double measured = std::log2(error_with_equal_steps(1.0 / 16.0, {2.0}) /
                                    error_with_equal_steps(1.0 / 32.0, {2.0}));

  CHECK(measured > 3.6);
  CHECK(measured < 4.7);
}

TEST_CASE("rock4: dense output between the steps keeps the order of the steps", "[rock4]") {
  std::vector<double> outputs;
  for (int k = 1; k < 100; ++k) outputs.push_back(0.0199 * k);

  const double coarse = error_with_equal_steps(1.0 / 16.0, outputs);
  const double fine = error_with_equal_steps(1.0 / 32.0, outputs);

  // An interpolant of order 3 has a local error of h^4, as the steps have after adding up.
  CHECK(std::log2(coarse / fine) > 3.6);
}

TEST_CASE("rock4: the error follows the tolerance, also between the steps", "[rock4]") {
  FunctionSystem system(known_solution(200.0));
  const double tolerance = GENERATE(1e-3, 1e-5, 1e-8);
  std::vector<double> outputs;
  for (int k = 0; k < 200; ++k) outputs.push_back(0.01 + 0.02 * k);

  const Recording run =
      integrate(system, rock4_options(tolerance), task_of({1.0, 1.0, 2.0}, 4.0), outputs);

  REQUIRE(run.status == SolveStatus::success);
  double error = 0.0;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    if (outputs[k] < 0.2) continue;  // exp(-200 t) is not in the known solution
    error = std::max(error, error_at(outputs[k], run.outputs[k]));
  }
  CHECK(error < 30.0 * tolerance);
  CHECK(error > 1e-4 * tolerance);
}

TEST_CASE("rock4: stages follow the square root of the stiffness", "[rock4]") {
  // 40 cells of the heat equation, spectral radius 4 / dx^2; the lowest mode decays as exp(-pi^2
  // t).
  constexpr std::size_t n = 40;
  constexpr double inverse_dx2 = (n + 1.0) * (n + 1.0);
  const OdeProblem heat{.n = n,
                        .rhs =
                            [](double, const double* y, double* dydt) {
                              for (std::size_t i = 0; i < n; ++i) {
                                const double left = i > 0 ? y[i - 1] : 0.0;
                                const double right = i + 1 < n ? y[i + 1] : 0.0;
                                dydt[i] = inverse_dx2 * (left - 2.0 * y[i] + right);
                              }
                            },
                        .jacobian = {},
                        .time_derivative = {}};
  FunctionSystem system(heat);
  std::vector<double> y(n);
  const double pi = std::acos(-1.0);
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = std::sin(pi * static_cast<double>(i + 1) / (n + 1.0));
  }

  const Recording run = integrate(system, rock4_options(1e-6), task_of(y, 0.5));

  REQUIRE(run.status == SolveStatus::success);
  // The lowest eigenvalue of the discrete problem, exactly.
  const double lowest = 4.0 * inverse_dx2 * std::pow(std::sin(0.5 * pi / (n + 1.0)), 2);
  CHECK(run.y[n / 2] == Approx(y[n / 2] * std::exp(-0.5 * lowest)).margin(3e-6));
  // Euler or an explicit Runge-Kutta method would need rho t / 2 = 1700 right-hand sides or more.
  CHECK(run.stats.n_rhs < 700);
}

TEST_CASE("rock4: lanes that have no task left do not make the others wait", "[rock4]") {
  // x'' = -w^2 x with w a constant state, and z that follows x at a rate of 2000: slow oscillators
  // take long steps of many stages, fast ones short steps of few.
  std::size_t n_calls = 0;
  const OdeProblem follower{.n = 4,
                            .rhs =
                                [&n_calls](double, const double* y, double* dydt) {
                                  ++n_calls;
                                  dydt[0] = y[1];
                                  dydt[1] = -y[3] * y[3] * y[0];
                                  dydt[2] = -2000.0 * (y[2] - y[0]);
                                  dydt[3] = 0.0;
                                },
                            .jacobian = {},
                            .time_derivative = {}};
  const LaneTask slow = task_of({1.0, 0.0, 1.0, 0.05}, 10.0);
  const LaneTask fast = task_of({1.0, 0.0, 1.0, 20.0}, 30.0);
  FunctionSystem scalar(follower, 1);
  FunctionSystem wide(follower, 4);

  integrate(scalar, rock4_options(1e-6), slow);
  const std::size_t n_slow = n_calls;
  n_calls = 0;
  integrate(scalar, rock4_options(1e-6), fast);
  const std::size_t n_fast = n_calls;
  n_calls = 0;
  RecordingClient together({slow, fast, slow, slow}, {});
  make_integrator(wide, rock4_options(1e-6), nullptr)->run(together);

  // All four lanes are evaluated in each call. While the slow ones are at work, stages do not
  // match.
  REQUIRE(n_fast > 20 * n_slow);
  CHECK(static_cast<double>(n_calls) / 4.0 < 1.1 * static_cast<double>(n_fast));
}

}  // namespace
