#include "plot/hill_fit.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace sigdyn;

namespace {

std::vector<double> hill(const std::vector<double>& doses, double bottom, double top, double ec50,
                         double slope) {
  std::vector<double> responses;
  for (const double dose : doses) {
    const double power = std::pow(dose, slope);
    responses.push_back(bottom + (top - bottom) * power / (std::pow(ec50, slope) + power));
  }
  return responses;
}

const std::vector<double> doses{0, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100};

}  // namespace

TEST_CASE("Hill fit: finds the curve its data lie on", "[plot]") {
  const HillFit fit = fit_hill(doses, hill(doses, 5.0, 80.0, 2.5, 1.4));

  REQUIRE(fit.is_found);
  // Least squares without residual ends at rounding times the condition of the problem, about 1e3.
  CHECK(fit.bottom == Approx(5.0).epsilon(1e-9));
  CHECK(fit.top == Approx(80.0).epsilon(1e-9));
  CHECK(fit.ec50 == Approx(2.5).epsilon(1e-9));
  CHECK(fit.slope == Approx(1.4).epsilon(1e-9));
  CHECK(fit.ec50_error < 1e-8);
  CHECK(fit.r_squared == Approx(1.0));
  CHECK(fit.response(2.5) == Approx(42.5).epsilon(1e-9));
}

TEST_CASE("Hill fit: a falling response has its bottom above its top", "[plot]") {
  const HillFit fit = fit_hill(doses, hill(doses, 1e4, 20.0, 0.7, 0.8));

  REQUIRE(fit.is_found);
  CHECK(fit.bottom > fit.top);
  CHECK(fit.ec50 == Approx(0.7).epsilon(1e-8));
  CHECK(fit.slope == Approx(0.8).epsilon(1e-8));
}

TEST_CASE("Hill fit: values and standard errors are those of scipy.optimize.curve_fit", "[plot]") {
  // Computed with scipy 1.10.1, same parametrisation (bottom, top, ln ec50, slope), tolerances
  // 1e-14.
  const std::vector<double> responses{2.1, 2.6, 4.3, 8.8, 22.0, 41.5, 60.2, 68.9, 72.4};

  const HillFit fit = fit_hill(doses, responses);

  REQUIRE(fit.is_found);
  // scipy stops within 1e-8 of the minimum, and its covariance has the error of its differences.
  CHECK(fit.bottom == Approx(1.95547629).epsilon(1e-6));
  CHECK(fit.top == Approx(73.77374831).epsilon(1e-6));
  CHECK(fit.ec50 == Approx(2.4804109295662586).epsilon(1e-6));
  CHECK(fit.slope == Approx(1.0521383).epsilon(1e-6));
  CHECK(fit.ec50_error == Approx(0.017894243143506825).epsilon(1e-4));
  CHECK(fit.slope_error == Approx(0.007295742036693069).epsilon(1e-4));
  CHECK(fit.r_squared == Approx(0.9999880884049903).epsilon(1e-9));
}

TEST_CASE("Hill fit: the unit of the dose does not matter", "[plot]") {
  std::vector<double> responses{2.1, 2.6, 4.3, 8.8, 22.0, 41.5, 60.2, 68.9, 72.4};
  std::vector<double> in_pm = doses;
  for (double& dose : in_pm) dose *= 1000.0;

  const HillFit fit = fit_hill(doses, responses);
  const HillFit other = fit_hill(in_pm, responses);

  CHECK(other.ec50 == Approx(1000.0 * fit.ec50).epsilon(1e-7));
  CHECK(other.slope == Approx(fit.slope).epsilon(1e-7));
}

TEST_CASE("Hill fit: what doses do not determine is refused, with the reason", "[plot]") {
  const std::vector<double> four{0, 1, 10, 100};
  CHECK(fit_hill(four, hill(four, 0, 1, 5, 1)).reason == "fewer than 5 doses");
  CHECK(fit_hill(doses, std::vector<double>(9, 3.0)).reason == "no response");
  const HillFit far = fit_hill(doses, hill(doses, 0, 1, 5000.0, 1));
  CHECK_FALSE(far.is_found);
  CHECK_FALSE(far.reason.empty());
}

TEST_CASE("Hill fit: a response that is missing is left out", "[plot]") {
  std::vector<double> responses = hill(doses, 5.0, 80.0, 2.5, 1.4);
  responses[4] = std::numeric_limits<double>::quiet_NaN();

  CHECK(fit_hill(doses, responses).ec50 == Approx(2.5).epsilon(1e-8));
}
