#include "ode/linearisation.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("linearisation: a conserved pair has one eigenvalue, minus the sum of its rates",
          "[ode]") {
  // A <-> B with k1 = 2, k2 = 3; the law A + B gives the eigenvalue 0, which is left out.
  const std::vector<double> jacobian{-2.0, 3.0, 2.0, -3.0};
  const std::vector<double> laws{1.0, 1.0};
  const std::vector<double> scale{1.0, 1e3};

  const Linearisation linear(jacobian, laws, scale);

  REQUIRE(linear.size() == 1);
  CHECK(linear.eigenvalues().at(0).real() == Approx(-5.0).epsilon(1e-12));
}

TEST_CASE("linearisation: a Newton step solves a linear system at once and keeps the law",
          "[ode]") {
  const std::vector<double> jacobian{-2.0, 3.0, 2.0, -3.0};
  const std::vector<double> scale{1.0, 1.0};
  const Linearisation linear(jacobian, std::vector<double>{1.0, 1.0}, scale);
  // At (10, 0) f = (-20, 20); the equilibrium with the same total is (6, 4).
  const auto step = linear.newton_step(std::vector<double>{-20.0, 20.0});

  REQUIRE(step.has_value());
  CHECK((*step)[0] == Approx(-4.0).epsilon(1e-12));
  CHECK((*step)[1] == Approx(4.0).epsilon(1e-12));
}

TEST_CASE("linearisation: a rotation has a conjugate pair, a singular matrix no Newton step",
          "[ode]") {
  const std::vector<double> scale{1.0, 1.0};
  const Linearisation rotation(std::vector<double>{0.1, -2.0, 2.0, 0.1}, {}, scale);
  REQUIRE(rotation.eigenvalues().size() == 2);
  CHECK(rotation.eigenvalues()[0].real() == Approx(0.1).epsilon(1e-12));
  CHECK(std::abs(rotation.eigenvalues()[0].imag()) == Approx(2.0).epsilon(1e-12));

  const Linearisation singular(std::vector<double>{-1.0, 1.0, 1.0, -1.0}, {}, scale);
  CHECK_FALSE(singular.newton_step(std::vector<double>{1.0, 0.0}).has_value());
}

TEST_CASE("linearisation: laws that repeat each other count once", "[ode]") {
  const std::vector<double> jacobian{-2.0, 3.0, 2.0, -3.0};
  const Linearisation linear(jacobian, std::vector<double>{1.0, 1.0, 2.0, 2.0},
                             std::vector<double>{1.0, 1.0});
  CHECK(linear.size() == 1);
}

}  // namespace
