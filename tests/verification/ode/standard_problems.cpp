#include "standard_problems.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "polynomial_problem.hpp"

namespace sigdyn::test {
namespace {

std::vector<std::size_t> all_of(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

StandardProblem problem(std::string name, OdeProblem ode, std::vector<double> y_begin,
                        double t_stop, std::vector<double> scale, std::vector<double> reference) {
  StandardProblem made;
  made.name = std::move(name);
  made.ode = std::move(ode);
  made.task.t_stop = t_stop;
  made.task.y = std::move(y_begin);
  made.task.error_scale = std::move(scale);
  made.reference = std::move(reference);
  made.compared = all_of(made.reference.size());
  return made;
}

}  // namespace

StandardProblem robertson() {
  const std::vector<Step> steps{{0.04, {0}, {1}}, {3e7, {1, 1}, {1, 2}}, {1e4, {1, 2}, {0, 2}}};
  return problem("Robertson", polynomial_problem(3, terms_of(steps)), {1.0, 0.0, 0.0}, 1e11,
                 {1e-6, 1e-11, 1.0},
                 {0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050});  // [TS]
}

StandardProblem hires() {
  const std::vector<Term> terms{
      {0, -1.71, {0}},     {0, 0.43, {1}},   {0, 8.32, {2}},      {0, 0.0007, {}}, {1, 1.71, {0}},
      {1, -8.75, {1}},     {2, -10.03, {2}}, {2, 0.43, {3}},      {2, 0.035, {4}}, {3, 8.32, {1}},
      {3, 1.71, {2}},      {3, -1.12, {3}},  {4, -1.745, {4}},    {4, 0.43, {5}},  {4, 0.43, {6}},
      {5, -280.0, {5, 7}}, {5, 0.69, {3}},   {5, 1.71, {4}},      {5, -0.43, {5}}, {5, 0.69, {6}},
      {6, 280.0, {5, 7}},  {6, -1.81, {6}},  {7, -280.0, {5, 7}}, {7, 1.81, {6}}};
  return problem("HIRES", polynomial_problem(8, terms), {1, 0, 0, 0, 0, 0, 0, 0.0057}, 321.8122,
                 std::vector<double>(8, 1e-3),
                 {0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4,
                  0.1175651343283149e-2, 0.2386356198831331e-2, 0.6238968252742796e-2,
                  0.2849998395185769e-2, 0.2850001604814231e-2});  // [TS]
}

StandardProblem e5() {
  constexpr double a = 7.89e-10, b = 1.1e7, c = 1.13e3, m_c = 1.13e9;
  OdeProblem ode = polynomial_problem(
      4, terms_of({{a, {0}, {1, 2}}, {b, {0, 2}, {3}}, {m_c, {1, 2}, {}}, {c, {3}, {2}}}));
  // Its fluxes cancel to 1e-16 of themselves: the law y1 = y2 + y3 must hold in the rounded sums
  // too.
  ode.rhs = [](double, const double* y, double* dydt) {
    const double r1 = a * y[0], r2 = b * y[0] * y[2], r3 = m_c * y[1] * y[2], r4 = c * y[3];
    dydt[0] = -r1 - r2;
    dydt[1] = r1 - r3;
    dydt[3] = r2 - r4;
    dydt[2] = dydt[1] - dydt[3];
  };
  StandardProblem made = problem(
      "E5", ode, {1.76e-3, 0.0, 0.0, 0.0}, 1e13, std::vector<double>(4, 1e-18),
      {0.1152903278711829e-290, 0.8867655517642120e-22, 0.8854814626268838e-22, 0.0});  // [TS]
  made.compared = {1, 2};  // the others are below what the tolerance sees
  return made;
}

StandardProblem pollution() {
  // Reactions 1 to 25 of [TS], species counted from 0.
  const std::vector<Step> steps{
      {0.35, {0}, {1, 2}},       {26.6, {1, 3}, {0}},        {12300.0, {4, 1}, {0, 5}},
      {0.86e-3, {6}, {7, 4, 4}}, {0.82e-3, {6}, {7}},        {15000.0, {6, 5}, {7, 4}},
      {0.13e-3, {8}, {7, 4, 9}}, {24000.0, {8, 5}, {10}},    {16500.0, {10, 1}, {0, 11, 9}},
      {9000.0, {10, 0}, {12}},   {0.022, {12}, {0, 10}},     {12000.0, {9, 1}, {0, 13}},
      {1.88, {13}, {4, 6}},      {16300.0, {0, 5}, {14}},    {4.8e6, {2}, {3}},
      {0.35e-3, {3}, {15}},      {0.0175, {3}, {2}},         {1e8, {15}, {5, 5}},
      {0.444e12, {15}, {2}},     {1240.0, {16, 5}, {4, 17}}, {2.1, {18}, {1}},
      {5.78, {18}, {0, 2}},      {0.0474, {0, 3}, {18}},     {1780.0, {18, 0}, {19}},
      {3.12, {19}, {0, 18}}};
  std::vector<double> y(20, 0.0);
  y[1] = 0.2, y[3] = 0.04, y[6] = 0.1, y[7] = 0.3, y[8] = 0.01, y[16] = 0.007;
  std::vector<double> scale(20, 1e-4);
  for (const std::size_t small : {2U, 4U, 5U, 9U, 10U}) scale[small] = 1e-8;
  scale[15] = 1e-17;
  return problem("Pollution", polynomial_problem(20, terms_of(steps)), y, 60.0, scale,
                 {0.5646255480022769e-01, 0.1342484130422339e+00, 0.4139734331099427e-08,
                  0.5523140207484359e-02, 0.2018977262302196e-06, 0.1464541863493966e-06,
                  0.7784249118997964e-01, 0.3245075353396018e+00, 0.7494013383880406e-02,
                  0.1622293157301561e-07, 0.1135863833257075e-07, 0.2230505975721359e-02,
                  0.2087162882798630e-03, 0.1396921016840158e-04, 0.8964884856898295e-02,
                  0.4352846369330103e-17, 0.6899219696263405e-02, 0.1007803037365946e-03,
                  0.1772146513969984e-05, 0.5682943292316392e-04});  // [TS]
}

StandardProblem van_der_pol(double mu) {
  OdeProblem ode;
  ode.n = 2;
  ode.rhs = [mu](double, const double* y, double* dydt) {
    dydt[0] = y[1];
    dydt[1] = mu * (1.0 - y[0] * y[0]) * y[1] - y[0];
  };
  ode.jacobian = [mu](double, const double* y, double* j) {
    j[0] = 0.0, j[1] = 1.0;
    j[2] = -2.0 * mu * y[0] * y[1] - 1.0, j[3] = mu * (1.0 - y[0] * y[0]);
  };
  return problem("van der Pol", ode, {2.0, 0.0}, 2.0 * mu, {1.0, 1.0 / mu},
                 {0.1706167732170469e1, -0.8928097010248125e-3});  // [TS], for mu = 1e3
}

StandardProblem extreme_van_der_pol() {
  // Between jumps y'' is negligible and y follows mu (1 - y^2) y' = y, hence
  //   ln y - y^2/2 = ln 2 - 2 + t/mu,   a jump from 1 to -2 at t/mu = 3/2 - ln 2,
  // up to 1/mu^2 before the first jump and mu^(-4/3) = 1e-8 in relative time after it.
  constexpr double mu = 1e6;
  constexpr double tau = 1.2;  // t / mu, between the first and the second jump
  const double since_jump = tau - (1.5 - std::numbers::ln2);
  double y = 1.5;
  for (int i = 0; i < 60; ++i) {
    const double residual = std::log(y) - y * y / 2.0 - (std::numbers::ln2 - 2.0 + since_jump);
    y -= residual / (1.0 / y - y);
  }
  StandardProblem made = van_der_pol(mu);
  made.task.t_stop = tau * mu;
  made.reference = {-y, -y / (mu * (1.0 - y * y))};
  return made;
}

StandardProblem brusselator() {
  const std::vector<Term> terms{
      {0, 1.0, {}}, {0, 1.0, {0, 0, 1}}, {0, -4.0, {0}}, {1, 3.0, {0}}, {1, -1.0, {0, 0, 1}}};
  return problem("Brusselator", polynomial_problem(2, terms), {1.5, 3.0}, 20.0, {1.0, 1.0},
                 {0.498637071268347849, 4.59678034945201118});  // [mp]
}

StandardProblem pleiades() {
  OdeProblem ode;
  ode.n = 28;
  ode.rhs = [](double, const double* y, double* dydt) {
    for (std::size_t i = 0; i < 14; ++i) dydt[i] = y[14 + i];
    for (std::size_t i = 0; i < 7; ++i) {
      double ax = 0.0, ay = 0.0;
      for (std::size_t j = 0; j < 7; ++j) {
        if (j == i) continue;
        const double dx = y[j] - y[i], dy = y[7 + j] - y[7 + i];
        const double r = std::hypot(dx, dy);
        const auto mass = static_cast<double>(j + 1);
        ax += mass * dx / (r * r * r);
        ay += mass * dy / (r * r * r);
      }
      dydt[14 + i] = ax;
      dydt[21 + i] = ay;
    }
  };
  ode.jacobian = [](double, const double* y, double* dense) {
    std::fill_n(dense, 28 * 28, 0.0);
    for (std::size_t i = 0; i < 14; ++i) dense[i * 28 + 14 + i] = 1.0;
    for (std::size_t i = 0; i < 7; ++i) {
      for (std::size_t j = 0; j < 7; ++j) {
        if (j == i) continue;
        const double dx = y[j] - y[i], dy = y[7 + j] - y[7 + i];
        const double r2 = dx * dx + dy * dy;
        const double pull = static_cast<double>(j + 1) / (r2 * std::sqrt(r2));
        const double xx = pull * (1.0 - 3.0 * dx * dx / r2);
        const double xy = pull * (-3.0 * dx * dy / r2);
        const double yy = pull * (1.0 - 3.0 * dy * dy / r2);
        double* row_x = dense + (14 + i) * 28;
        double* row_y = dense + (21 + i) * 28;
        row_x[j] += xx, row_x[i] -= xx, row_x[7 + j] += xy, row_x[7 + i] -= xy;
        row_y[j] += xy, row_y[i] -= xy, row_y[7 + j] += yy, row_y[7 + i] -= yy;
      }
    }
  };
  std::vector<double> y{3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4};
  y.insert(y.end(), {0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0});
  return problem(
      "Pleiades", ode, y, 3.0, std::vector<double>(28, 1.0),
      {0.3706139143970502,  3.237284092057233,   -3.222559032418324,  0.6597091455775310,
       0.3425581707156584,  1.562172101400631,   -0.7003092922212495, -3.943437585517392,
       -3.271380973972550,  5.225081843456543,   -2.590612434977470,  1.198213693392275,
       -0.2429682344935824, 1.091449240428980,   3.417003806314313,   1.354584501625501,
       -2.590065597810775,  2.025053734714242,   -1.155815100160448,  -0.8072988170223021,
       0.5952396354208710,  -3.741244961234010,  0.3773459685750630,  0.9386858869551073,
       0.3667922227200571,  -0.3474046353808490, 2.344915448180937,   -1.947020434263292});  // [TS]
}

StandardProblem ring_modulator() {
  constexpr double c = 1.6e-8, cs = 2e-12, cp = 1e-8, r = 25e3, rp = 50.0, lh = 4.45;
  constexpr double ls1 = 2e-3, ls2 = 5e-4, ls3 = 5e-4, rg1 = 36.3, rg2 = 17.3, rg3 = 17.3;
  constexpr double ri = 50.0, rc = 600.0, gamma = 40.67286402e-9, delta = 17.7493332;
  constexpr double pi = std::numbers::pi;
  struct Diodes {
    std::array<double, 4> current, slope;
  };
  const auto diodes = [](double t, const double* y) {
    const double drive = 2.0 * std::sin(2e4 * pi * t);
    const std::array<double, 4> voltage{y[2] - y[4] - y[6] - drive, -y[3] + y[5] - y[6] - drive,
                                        y[3] + y[4] + y[6] + drive, -y[2] - y[5] + y[6] + drive};
    Diodes result{};
    for (std::size_t d = 0; d < 4; ++d) {
      result.current[d] = gamma * (std::exp(delta * voltage[d]) - 1.0);
      result.slope[d] = gamma * delta * std::exp(delta * voltage[d]);
    }
    return result;
  };
  OdeProblem ode;
  ode.n = 15;
  ode.rhs = [diodes](double t, const double* y, double* f) {
    const auto [q, slope] = diodes(t, y);
    f[0] = (y[7] - 0.5 * y[9] + 0.5 * y[10] + y[13] - y[0] / r) / c;
    f[1] = (y[8] - 0.5 * y[11] + 0.5 * y[12] + y[14] - y[1] / r) / c;
    f[2] = (y[9] - q[0] + q[3]) / cs;
    f[3] = (-y[10] + q[1] - q[2]) / cs;
    f[4] = (y[11] + q[0] - q[2]) / cs;
    f[5] = (-y[12] - q[1] + q[3]) / cs;
    f[6] = (-y[6] / rp + q[0] + q[1] - q[2] - q[3]) / cp;
    f[7] = -y[0] / lh;
    f[8] = -y[1] / lh;
    f[9] = (0.5 * y[0] - y[2] - rg2 * y[9]) / ls2;
    f[10] = (-0.5 * y[0] + y[3] - rg3 * y[10]) / ls3;
    f[11] = (0.5 * y[1] - y[4] - rg2 * y[11]) / ls2;
    f[12] = (-0.5 * y[1] + y[5] - rg3 * y[12]) / ls3;
    f[13] = (-y[0] + 0.5 * std::sin(2e3 * pi * t) - (ri + rg1) * y[13]) / ls1;
    f[14] = (-y[1] - (rc + rg1) * y[14]) / ls1;
  };
  // How each diode's voltage depends on y[2..6], and how its current enters the five equations.
  static constexpr std::array<std::array<double, 5>, 4> voltage_of{
      {{1, 0, -1, 0, -1}, {0, -1, 0, 1, -1}, {0, 1, 1, 0, 1}, {-1, 0, 0, -1, 1}}};
  static constexpr std::array<std::array<double, 4>, 5> current_in{
      {{-1, 0, 0, 1}, {0, 1, -1, 0}, {1, 0, -1, 0}, {0, -1, 0, 1}, {1, 1, -1, -1}}};
  ode.jacobian = [diodes](double t, const double* y, double* dense) {
    std::fill_n(dense, 15 * 15, 0.0);
    const auto at = [dense](std::size_t i, std::size_t j) -> double& { return dense[i * 15 + j]; };
    at(0, 7) = 1 / c, at(0, 9) = -0.5 / c, at(0, 10) = 0.5 / c, at(0, 13) = 1 / c;
    at(0, 0) = -1 / (r * c);
    at(1, 8) = 1 / c, at(1, 11) = -0.5 / c, at(1, 12) = 0.5 / c, at(1, 14) = 1 / c;
    at(1, 1) = -1 / (r * c);
    at(2, 9) = 1 / cs, at(3, 10) = -1 / cs, at(4, 11) = 1 / cs, at(5, 12) = -1 / cs;
    const auto [q, slope] = diodes(t, y);
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t j = 0; j < 5; ++j) {
        for (std::size_t d = 0; d < 4; ++d) {
          at(2 + i, 2 + j) += current_in[i][d] * slope[d] * voltage_of[d][j] / (i < 4 ? cs : cp);
        }
      }
    }
    at(6, 6) -= 1 / (rp * cp);
    at(7, 0) = -1 / lh, at(8, 1) = -1 / lh;
    at(9, 0) = 0.5 / ls2, at(9, 2) = -1 / ls2, at(9, 9) = -rg2 / ls2;
    at(10, 0) = -0.5 / ls3, at(10, 3) = 1 / ls3, at(10, 10) = -rg3 / ls3;
    at(11, 1) = 0.5 / ls2, at(11, 4) = -1 / ls2, at(11, 11) = -rg2 / ls2;
    at(12, 1) = -0.5 / ls3, at(12, 5) = 1 / ls3, at(12, 12) = -rg3 / ls3;
    at(13, 0) = -1 / ls1, at(13, 13) = -(ri + rg1) / ls1;
    at(14, 1) = -1 / ls1, at(14, 14) = -(rc + rg1) / ls1;
  };
  ode.time_derivative = [diodes](double t, const double* y, double* dfdt) {
    std::fill_n(dfdt, 15, 0.0);
    const double drive_slope = 4e4 * pi * std::cos(2e4 * pi * t);
    constexpr std::array<double, 4> sign{-1, -1, 1, 1};
    const auto [q, slope] = diodes(t, y);
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t d = 0; d < 4; ++d) {
        dfdt[2 + i] += current_in[i][d] * slope[d] * sign[d] * drive_slope / (i < 4 ? cs : cp);
      }
    }
    dfdt[13] = 1e3 * pi * std::cos(2e3 * pi * t) / ls1;
  };
  return problem(
      "Ring modulator", ode, std::vector<double>(15, 0.0), 1e-3,
      {1, 1, 1, 1, 1, 1, 1, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3},
      {-0.2339057358486745e-1, -0.7367485485540825e-2, 0.2582956709291169, -0.4064465721283450,
       -0.4039455665149794, 0.2607966765422943, 0.1106761861269975, 0.2939904342435596e-6,
       -0.2840029933642329e-7, 0.7267198267264553e-3, 0.7929487196960840e-3, -0.7255283495698965e-3,
       -0.7941401968526521e-3, 0.7088495416976114e-4, 0.2390059075236570e-4});  // [TS]
}

}  // namespace sigdyn::test
