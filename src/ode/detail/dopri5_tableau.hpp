/// Coefficients of the explicit Runge-Kutta pair of Dormand and Prince: order 5, 7 stages, the last
/// of which is the first of the next step, embedded error of order 4, dense output of order 4.
///
///     k_i = f(t + c_i h, y + h sum_j a_ij k_j),   y_new = y + h sum_j a_6j k_j, k_6 = f(y_new)
///     error = h sum_j error_j k_j                                          (stages counted from 0)
///     y(t + theta h) = y + theta (d + (1 - theta)(b + theta (d - h k_6 - b + (1 - theta) r))),
///     d = y_new - y,  b = h k_0 - d,  r = h sum_j dense_j k_j
///
/// Stage 1 enters neither y_new nor error nor r.
///
/// Of the pairs in the paper this is RK5(4)7S, made for stability: h lambda may reach -5.7 on the
/// negative real axis, where the better known RK5(4)7M (Odeint's, Matlab's) ends at -3.3. On
/// networks that are hardly stiff, stability decides, and it takes a third fewer steps; where
/// accuracy does, it takes a fifth more. Source: Dormand & Prince (1980), J. Comput. Appl. Math.
/// 6:19-26, doi:10.1016/0771-050X(80)90013-3. Dense output: the quartic through both ends, with
/// their slopes, and through a point of order 4 in the middle, whose one free weight, 1/35 of stage
/// 6, makes the conditions of order 5 fail by nearly the least (3.5e-3); derived here, and all
/// order conditions are tested.
#pragma once

namespace sigdyn::detail::dopri5 {

inline constexpr int n_stages = 7;

inline constexpr double c[n_stages] = {0.0, 2.0 / 9, 1.0 / 3, 5.0 / 9, 2.0 / 3, 1.0, 1.0};

/// Rows of stages 1 to 5.
inline constexpr double a[6][5] = {{},
                                   {2.0 / 9},
                                   {1.0 / 12, 1.0 / 4},
                                   {55.0 / 324, -25.0 / 108, 50.0 / 81},
                                   {83.0 / 330, -13.0 / 22, 61.0 / 66, 9.0 / 110},
                                   {-19.0 / 28, 9.0 / 4, 1.0 / 7, -27.0 / 7, 22.0 / 7}};

/// Of stages 0, 2, 3, 4, 5.
inline constexpr double b[5] = {19.0 / 200, 3.0 / 5, -243.0 / 400, 33.0 / 40, 7.0 / 80};

/// Of stages 0, 2, 3, 4, 5, 6.
inline constexpr double error[6] = {-11.0 / 1250, 33.0 / 500, -891.0 / 5000,
                                    33.0 / 250,   9.0 / 1000, -1.0 / 50};

/// Of stages 0, 2, 3, 4, 5, 6.
inline constexpr double dense[6] = {-7657.0 / 7000, 2199.0 / 700,   8829.0 / 14000,
                                    -5379.0 / 1400, -3621.0 / 2800, 86.0 / 35};

/// h times the largest eigenvalue from which on stability holds the steps down: a little within the
/// interval of stability, 5.70.
inline constexpr double reach = 5.5;

}  // namespace sigdyn::detail::dopri5
