#include <cmath>
#include <cstdint>
#include <vector>

#include "ode/detail/stiffness_probe.hpp"
#include "ode/integrator.hpp"
#include "ode/symbolic_lu.hpp"
#include "support/catch.hpp"
#include "support/function_system.hpp"
#include "support/recording_client.hpp"

namespace {

using namespace sigdyn;
using test::FunctionSystem;
using test::OdeProblem;

/// Everything flows to everything at rate 1 and state 0 decays at `fast`: a dense Jacobian.
OdeProblem exchange(std::size_t n, double fast) {
  OdeProblem ode;
  ode.n = n;
  ode.rhs = [n, fast](double, const double* y, double* dydt) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += y[i];
    for (std::size_t i = 0; i < n; ++i) dydt[i] = sum / static_cast<double>(n) - y[i];
    dydt[0] -= fast * y[0];
  };
  ode.jacobian = [n, fast](double, const double*, double* dense) {
    for (std::size_t k = 0; k < n * n; ++k) dense[k] = 1.0 / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) dense[i * n + i] -= 1.0;
    dense[0] -= fast;
  };
  return ode;
}

MethodChoice choose(const OdeProblem& ode, double span, double rtol = 1e-6) {
  FunctionSystem system(ode);
  const LaneTask task = test::task_of(std::vector<double>(ode.n, 1.0), span);
  const LuSource lu = [&system](std::uint64_t max_multiply_adds) {
    return analyse_pattern(system.jacobian_pattern(), max_multiply_adds);
  };
  return choose_method(system, lu, task, span, {.rtol = rtol, .atol = rtol, .absolute_atol = {}});
}

TEST_CASE("stiffness probe: the spectral radius is that of the Jacobian, a little above",
          "[choose_method]") {
  FunctionSystem system(exchange(20, 500.0));
  const LaneTask task = test::task_of(std::vector<double>(20, 1.0), 1.0);

  const auto probe = detail::probe_stiffness(system, task, 1.0, 1e9);

  // The largest eigenvalue is 500.95 up to 1/500 by second-order perturbation.
  CHECK(probe.spectral_radius >= 500.9);
  CHECK(probe.spectral_radius <= 500.9 * 1.2);
  CHECK(probe.saw_whole_window);
}

TEST_CASE("stiffness probe: stiffness that comes later in the window is seen", "[choose_method]") {
  // y1 grows to 1000 and y0 decays at the rate y1.
  FunctionSystem system(
      {.n = 2,
       .rhs =
           [](double, const double* y, double* dydt) {
             dydt[0] = -y[1] * y[0];
             dydt[1] = 1000.0 - y[1];
           },
       .jacobian = [](double, const double* y,
                      double* j) { j[0] = -y[1], j[1] = -y[0], j[2] = 0.0, j[3] = -1.0; },
       .time_derivative = {}});
  const LaneTask task = test::task_of({1.0, 0.0}, 10.0);

  const auto probe = detail::probe_stiffness(system, task, 10.0, 1e9);

  CHECK(probe.spectral_radius > 900.0);
  CHECK(probe.spectral_radius < 1300.0);
}

TEST_CASE("stiffness probe: a window too stiff to walk through is given up at once",
          "[choose_method]") {
  FunctionSystem system(exchange(5, 1e8));
  const LaneTask task = test::task_of(std::vector<double>(5, 1.0), 1.0);

  const auto probe = detail::probe_stiffness(system, task, 1.0, 1e4);

  CHECK_FALSE(probe.saw_whole_window);
  CHECK(probe.n_rhs == 0);
}

TEST_CASE("stiffness probe: a window that takes hundreds of stages is walked through to its end",
          "[choose_method]") {
  FunctionSystem system(exchange(20, 2e4));
  const LaneTask task = test::task_of(std::vector<double>(20, 1.0), 10.0);

  const auto probe = detail::probe_stiffness(system, task, 10.0, 1e9);

  CHECK(probe.saw_whole_window);
  CHECK(probe.spectral_radius < 2e4 * 1.2);
  CHECK(static_cast<double>(probe.n_rhs) < 2.5 * std::sqrt(1.2 * 2e5));
}

TEST_CASE("method choice: by stiffness against the cost of LU factors, and it says why",
          "[choose_method]") {
  const MethodChoice calm = choose(exchange(100, 1.0), 10.0);
  CHECK(calm.method == Method::dopri5);
  CHECK(calm.lanes == 8);
  CHECK_THAT(calm.reason, Catch::Contains("not stiff") && Catch::Contains("100 states"));

  const MethodChoice mild = choose(exchange(100, 1000.0), 10.0);
  CHECK(mild.method == Method::rock4);
  CHECK(mild.lanes == 8);
  CHECK_THAT(mild.reason, Catch::Contains("not stiff enough"));
  // At a loose tolerance stability, not accuracy, limits dopri5.
  CHECK(choose(exchange(100, 100.0), 10.0, 1e-6).method == Method::dopri5);
  CHECK(choose(exchange(100, 100.0), 10.0, 1e-3).method == Method::rock4);

  const MethodChoice stiff = choose(exchange(10, 1e6), 100.0);
  CHECK(stiff.method == Method::rodas5p);
  CHECK(stiff.lanes == 8);
  CHECK_THAT(stiff.reason, Catch::Contains("LU factors are cheap"));

  // 0.3 n^3 multiply-adds of a dense LU.
  CHECK(choose(exchange(150, 1e9), 1e3).lanes == 4);
  CHECK(choose(exchange(900, 1e9), 1e6).method == Method::cvode_bdf);
}

/// Asks of the LU in one choice, and the choice.
struct Inquiry {
  std::vector<std::uint64_t> asked;
  MethodChoice choice;
};

Inquiry inquire(const OdeProblem& ode, double span) {
  FunctionSystem system(ode);
  const LaneTask task = test::task_of(std::vector<double>(ode.n, 1.0), span);
  Inquiry inquiry;
  inquiry.choice =
      choose_method(system,
                    [&](std::uint64_t max_multiply_adds) {
                      inquiry.asked.push_back(max_multiply_adds);
                      return analyse_pattern(system.jacobian_pattern(), max_multiply_adds);
                    },
                    task, span, {});
  return inquiry;
}

TEST_CASE("method choice: no LU is analysed further than it can matter", "[choose_method]") {
  // Explicit steps cost less than a Rodas5P step with factors that have no fill at all.
  const Inquiry calm = inquire(exchange(300, 1.0), 1.0);
  CHECK(calm.asked.empty());
  CHECK(calm.choice.method == Method::dopri5);
  CHECK_THAT(calm.choice.reason, Catch::Contains("LU factors not needed"));

  // The 9e6 multiply-adds of a full LU are more than what ROCK4 costs, and are not all counted.
  const Inquiry mild = inquire(exchange(300, 1.4e4), 10.0);
  REQUIRE(mild.asked.size() == 1);
  CHECK(mild.asked[0] > 0);
  CHECK(mild.asked[0] < 300U * 300U * 300U / 3U);
  CHECK(mild.choice.method == Method::rock4);
  CHECK_THAT(mild.choice.reason,
             Catch::Contains("less than Rodas5P") && Catch::Contains("LU factors of more than"));

  // Where explicit methods are out, up to the most that is ever done.
  const Inquiry stiff = inquire(exchange(10, 1e12), 100.0);
  REQUIRE(stiff.asked.size() == 1);
  CHECK(stiff.asked[0] == 2'000'000'000U);
  CHECK(stiff.choice.method == Method::rodas5p);
}

TEST_CASE("method choice: it is the same whether an LU is at hand or not", "[choose_method]") {
  const OdeProblem ode = exchange(300, 1.4e4);
  FunctionSystem system(ode);
  const LaneTask task = test::task_of(std::vector<double>(ode.n, 1.0), 10.0);
  const auto whole = analyse_pattern(system.jacobian_pattern());

  const MethodChoice choice =
      choose_method(system,
                    [&](std::uint64_t max_multiply_adds) {
                      return whole->n_multiply_adds() <= max_multiply_adds ? whole : nullptr;
                    },
                    task, 10.0, {});

  const MethodChoice lazy = inquire(ode, 10.0).choice;
  CHECK(choice.method == lazy.method);
  CHECK(choice.lanes == lazy.lanes);
  CHECK(choice.reason == lazy.reason);
}

}  // namespace
