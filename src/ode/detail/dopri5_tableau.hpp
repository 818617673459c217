/// Coefficients of the explicit Runge-Kutta pair of Dormand and Prince: order 5, 7 stages, the last
/// of which is the first of the next step, embedded error of order 4, dense output of order 4.
///
///     k_i = f(t + c_i h, y + h sum_j a_ij k_j),   y_new = y + h sum_j a_6j k_j, k_6 = f(y_new)
///     error = h sum_j error_j k_j                                          (stages counted from 0)
///     y(t + theta h) = y + theta (d + (1 - theta)(b + theta (d - h k_6 - b + (1 - theta) r))),
///     d = y_new - y,  b = h k_0 - d,  r = h sum_j dense_j k_j
///
/// Stage 1 enters neither y_new nor error nor r. Source: Dormand & Prince (1980), J. Comput. Appl.
/// Math. 6:19-26, doi:10.1016/0771-050X(80)90013-3, table 2; dense output: Shampine (1986), Math.
/// Comp. 46:135-150, in the form of DOPRI5 of Hairer, Norsett & Wanner, Solving ODEs I (1993),
/// section II.6.
#pragma once

namespace sigdyn::detail::dopri5 {

inline constexpr int n_stages = 7;

inline constexpr double c[n_stages] = {0.0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1.0, 1.0};

/// Rows of stages 1 to 5.
inline constexpr double a[6][5] = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656}};

/// Of stages 0, 2, 3, 4, 5.
inline constexpr double b[5] = {35.0 / 384, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84};

/// Of stages 0, 2, 3, 4, 5, 6.
inline constexpr double error[6] = {71.0 / 57600,      -71.0 / 16695, 71.0 / 1920,
                                    -17253.0 / 339200, 22.0 / 525,    -1.0 / 40};

/// Of stages 0, 2, 3, 4, 5, 6.
inline constexpr double dense[6] = {-12715105075.0 / 11282082432.0, 87487479700.0 / 32700410799.0,
                                    -10690763975.0 / 1880347072.0,  701980252875.0 / 199316789632.0,
                                    -1453857185.0 / 822651844.0,    69997945.0 / 29380423.0};

/// The stability interval on the negative real axis, as DOPRI5 compares h times its estimate of the
/// largest eigenvalue (Hairer & Wanner 1996, section IV.2).
inline constexpr double reach = 3.25;

}  // namespace sigdyn::detail::dopri5
