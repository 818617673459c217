#include "ode/detail/error_weights.hpp"

#include <limits>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("error weights: atol is relative to the scale unless the state has its own",
          "[error_weights]") {
  LaneTask task;
  task.error_scale = {100.0, 2.0, 0.0};
  std::vector<double> atol(3);

  detail::fill_absolute_tolerances({.rtol = 1e-3, .atol = 1e-4, .absolute_atol = {}}, task, atol);
  CHECK(atol[0] == Approx(1e-2));
  CHECK(atol[1] == Approx(2e-4));
  CHECK(atol[2] > 0.0);  // a state that never moves must not divide zero by zero

  detail::fill_absolute_tolerances({.rtol = 1e-3, .atol = 1e-4, .absolute_atol = {-1.0, 5.0, -1.0}},
                                   task, atol);
  CHECK(atol[0] == Approx(1e-2));
  CHECK(atol[1] == 5.0);
}

TEST_CASE("error weights: the worst states come largest first, NaN before all, none without error",
          "[error_weights]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  using States = std::vector<std::size_t>;

  CHECK(detail::worst_states(std::vector<double>{0.1, -5.0, 0.0, 2.0, 0.5}) == States{1, 3, 4});
  CHECK(detail::worst_states(std::vector<double>{0.1, nan}) == States{1, 0});
  CHECK(detail::worst_states(std::vector<double>{0.0, 0.0}).empty());
}

}  // namespace
