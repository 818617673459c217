/// Linear invariants over a million steps: all methods here are linear in the fluxes, so a
/// conserved total changes by rounding only, however loose the tolerance.
#include <cmath>

#include "ode/integrator.hpp"
#include "support/catch.hpp"
#include "support/function_system.hpp"
#include "support/recording_client.hpp"

namespace {

using namespace sigdyn;
using test::FunctionSystem;
using test::OdeProblem;
using test::Recording;

/// A + B <-> C -> A + B through D, driven by a slow rhythm so that it never comes to rest.
OdeProblem driven_cycle() {
  const auto drive = [](double t) { return 1.0 + 0.5 * std::sin(t); };
  OdeProblem ode;
  ode.n = 4;
  ode.rhs = [drive](double t, const double* y, double* dydt) {
    const double binds = 2.0 * drive(t) * y[0] * y[1], leaves = 0.7 * y[2];
    const double turns = 1.3 * y[2], returns = 0.4 * y[3];
    dydt[0] = leaves - binds + returns;
    dydt[1] = leaves - binds + returns;
    dydt[2] = binds - leaves - turns;
    dydt[3] = turns - returns;
  };
  ode.jacobian = [drive](double t, const double* y, double* j) {
    const double a = 2.0 * drive(t) * y[1], b = 2.0 * drive(t) * y[0];
    const double rows[16] = {-a, -b, 0.7,  0.4, -a,  -b,  0.7, 0.4,
                             a,  b,  -2.0, 0.0, 0.0, 0.0, 1.3, -0.4};
    std::copy(std::begin(rows), std::end(rows), j);
  };
  ode.time_derivative = [](double t, const double* y, double* dfdt) {
    const double rate = std::cos(t) * y[0] * y[1];
    dfdt[0] = -rate, dfdt[1] = -rate, dfdt[2] = rate, dfdt[3] = 0.0;
  };
  return ode;
}

TEST_CASE("conserved totals drift by rounding only over a million steps", "[conservation]") {
  const Method method = GENERATE(Method::dopri5, Method::rock4, Method::cvode_bdf, Method::rodas5p);
  FunctionSystem system(driven_cycle());
  IntegratorOptions options;
  options.method = method;
  options.error = {.rtol = 1e-3, .atol = 1e-3, .absolute_atol = {}};
  options.max_steps = 3'000'000;
  options.h_max = 1e-3;
  LaneTask task = test::task_of({1.0, 2.0, 0.5, 0.0}, 1000.0);

  const Recording run =
      test::integrate(system, options, task, {}, analyse_pattern(system.jacobian_pattern()));

  REQUIRE(run.status == SolveStatus::success);
  REQUIRE(run.stats.n_steps >= 1'000'000);
  // A + C + D = 1.5 and B + C + D = 2.5. Each step may round each state by half an ulp of 2
  // (2.2e-16); one-sided over 1e6 steps that would be 2e-10, as a random walk 2e-13: observed below
  // 2e-12.
  CHECK(std::fabs(run.y[0] + run.y[2] + run.y[3] - 1.5) < 1e-11);
  CHECK(std::fabs(run.y[1] + run.y[2] + run.y[3] - 2.5) < 1e-11);
}

}  // namespace
