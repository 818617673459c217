#include "ode/detail/step_controller.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;
using detail::StepController;
using detail::StepLaw;

/// The accepted steps where a step of `scale(t)` has an error of 1 that grows like h^order.
template <class Scale>
std::vector<double> steps_over(double t_end, double order, StepLaw law, Scale scale) {
  StepController controller(5, law);
  std::vector<double> steps;
  double h = 0.01 * scale(0.0);
  for (double t = 0.0; t < t_end && steps.size() < 10000;) {
    const double error = std::pow(h / scale(t), order);
    if (error > 1.0) {
      h = controller.reject(h, error * error);
      continue;
    }
    t += h;
    steps.push_back(h);
    h = controller.accept(h, error * error);
  }
  return steps;
}

TEST_CASE("step controller: where nothing changes steps settle instead of alternating", "[ode]") {
  // 5 is the order of the estimate, 3 what is left of it on a stiff problem.
  const double order = GENERATE(3.0, 5.0, 6.0);
  const StepLaw law = GENERATE(StepLaw::predictive, StepLaw::smoothing);
  CAPTURE(order, static_cast<int>(law));

  const std::vector<double> steps = steps_over(200.0, order, law, [](double) { return 1.0; });

  REQUIRE(steps.size() > 100);
  const auto [least, most] = std::minmax_element(steps.end() - 50, steps.end());
  CHECK(*least > 0.7);  // safety of 0.9, for an order of 3 its power 5/3
  CHECK(*most < 1.05 * *least);
}

TEST_CASE("step controller: steps follow a solution that eases, one that hardens costs few repeats",
          "[ode]") {
  const std::vector<double> easing =
      steps_over(1e4, 5.0, StepLaw::predictive, [](double t) { return 0.01 + 0.1 * t; });
  // Each step is 8 % longer than the one before at best: log(1e5) / log(1.09) = 134.
  CHECK(easing.size() < 170);

  const std::vector<double> hardening = steps_over(
      100.0, 5.0, StepLaw::predictive, [](double t) { return 0.01 + 0.1 * (100.0 - t); });
  CHECK(hardening.size() < 130);
}

}  // namespace
