/// Coefficients of ROCK4: stabilised explicit Runge-Kutta methods of order 4 with s stages, stable
/// for real negative z = h lambda down to -reach, about -0.35 s^2.
///
/// A recurrence of m = s - 4 stages and four finishing stages:
///     y_j   = mu_j h f(y_j-1) + (1 + kappa_j) y_j-1 - kappa_j y_j-2,     j = 1 .. m
///     f_1   = f(y_m),   f_2 = f(y_m + h a_21 f_1),   f_3 and f_4 likewise
///     y_new = y_m + h sum b_i f_i
///     error = h (e_0 f(y_m-1) + sum e_i f_i)
///     y(t + theta h) = y + sum_r D_r(theta) v_r, with polynomials D_r and v = (y_new - y, y_m - y,
///                      h f(y_m-1), h f_1 .. h f_4); exact to order 3, and stiff parts stay damped
/// Source: Abdulle (2002), SIAM J. Sci. Comput. 23:2041-2054, doi:10.1137/S1064827500379549;
/// numbers computed by tools/generate_rock4_table.py, where the differences are listed.
#pragma once

#include <span>

namespace sigdyn::detail {

struct Rock4Degree {
  int n_stages;
  double reach;
  const double* recurrence;  ///< [2 (n_stages - 4)]: mu_1, kappa_1, mu_2, ...
  double a[6];               ///< a_21, a_31, a_32, a_41, a_42, a_43
  double b[4];
  double error[5];
  double dense[7][4];  ///< coefficients of theta, theta^2, theta^3, theta^4
};

/// Ascending in n_stages.
std::span<const Rock4Degree> rock4_degrees();

}  // namespace sigdyn::detail
