#!/usr/bin/env python3
"""Compute the coefficients of ROCK4 and write src/ode/detail/rock4_table.cpp.

A method of s stages is a recurrence of m = s - 4 stages followed by four finishing stages, with the
stability polynomial R(z) = w(z) P_m(z). P_m is orthogonal with respect to w(x)^2 / sqrt(1 - x^2) on
the real interval of stability, and w, of degree 4, has two pairs of complex roots such that R has
order 4 (Abdulle 2002, SIAM J. Sci. Comput. 23:2041-2054, doi:10.1137/S1064827500379549). The interval
is the longest on which |R| <= 0.95. The finishing stages meet the eight order conditions of the
composition; their two free parameters keep the coefficients and the errors of order 5 small.

Differences from the paper: the error estimate, of order 3, uses the last stage of the recurrence in
place of f(y_new), and dense output, of order 3, uses the stages at which stiff components are damped,
so that neither is disturbed by them. Both are scaled and solved for here.

Needs numpy and scipy. Usage: tools/generate_rock4_table.py > src/ode/detail/rock4_table.cpp
"""
import math

import numpy as np
from scipy.optimize import brentq, fsolve, least_squares

STAGES = [5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 19, 21, 23, 26, 29, 32, 36, 40, 44, 49, 54, 60, 66, 73,
          81, 90, 100]
DAMPING = 0.95       # bound of |R| away from 0
SHIFT = 0.35         # z = 0 lies at x = 1 + SHIFT / s^2, which makes room for the damping
COEFFICIENT_WEIGHT = 1e-2   # of the finishing coefficients against the errors of order 5
DENSE_WEIGHT = 1e-3         # of the dense coefficients against the errors of order 4
ERROR_CONSTANT = 0.01       # the estimate is this times h^4 y'''' for linear problems


# Rooted trees up to order 5 as nested tuples; a Butcher series is a vector over them.
def rooted_trees(max_order):
    trees, order = [()], {(): 1}

    def forests(total, last):
        if total == 0:
            yield ()
            return
        for i in range(last, -1, -1):
            if order[trees[i]] <= total:
                for rest in forests(total - order[trees[i]], i):
                    yield (trees[i],) + rest

    for n in range(2, max_order + 1):
        new = list(forests(n - 1, len(trees) - 1))
        order.update({tree: n for tree in new})
        trees += new
    return trees, order


TREES, ORDER = rooted_trees(5)
INDEX = {tree: i for i, tree in enumerate(TREES)}
N3, N4 = (sum(o <= p for o in ORDER.values()) for p in (3, 4))


def density(tree):
    return ORDER[tree] * math.prod(density(child) for child in tree)


EXACT = np.array([1 / density(tree) for tree in TREES])


def h_f(series):
    """The series of h f(Y) from that of Y."""
    return np.array([math.prod(series[INDEX[child]] for child in tree) for tree in TREES])


# Orthogonal polynomials. w is given by its coefficients in z; x = a + delta z.
def orthogonal(w, a, delta, m):
    n_nodes = 2 * (m + 6) + 40
    x = np.cos((2 * np.arange(n_nodes) + 1) * np.pi / (2 * n_nodes))
    weight = np.polyval(w[::-1], (x - a) / delta) ** 2
    weight /= weight.sum()
    alpha, beta = np.zeros(m), np.zeros(m)
    before, now, last_beta = np.zeros(n_nodes), np.ones(n_nodes), 0.0
    for k in range(m):
        alpha[k] = (weight * x * now * now).sum()
        after = (x - alpha[k]) * now - last_beta * before
        beta[k] = last_beta = math.sqrt((weight * after * after).sum())
        before, now = now, after / last_beta
    return alpha, beta


def taylor_at_zero(alpha, beta, a, delta):
    """P_m(z) / P_m(0) to order 4 in z."""
    before, now, last_beta = np.zeros(5), np.eye(5)[0], 0.0
    for al, be in zip(alpha, beta):
        after = (a - al) * now
        after[1:] += delta * now[:-1]
        before, now, last_beta = now, (after - last_beta * before) / be, be
        before, now = before / abs(now[0]), now / abs(now[0])
    return now / now[0]


def finishing_polynomial(p):
    """w with w p = exp(z) + O(z^5)."""
    w = np.zeros(5)
    for k in range(5):
        w[k] = 1 / math.factorial(k) - sum(p[j] * w[k - j] for j in range(1, k + 1))
    return w


def solve_weight(s, reach, a, guess):
    """The w that is both the weight and the finishing polynomial."""
    scale = np.array([0.5, 0.1, 0.02, 0.001])

    def defect(u):
        w = np.concatenate([[1], u * scale])
        delta = (1 + a) / reach
        alpha, beta = orthogonal(w, a, delta, s - 4)
        return (finishing_polynomial(taylor_at_zero(alpha, beta, a, delta)) - w)[1:] / scale

    u, info, _, _ = fsolve(defect, guess[1:] / scale, full_output=True, xtol=1e-13)
    if np.abs(info["fvec"]).max() > 1e-10:
        raise RuntimeError(f"no weight for s = {s}")
    return np.concatenate([[1], u * scale])


def recurrence(w, reach, a, s):
    """mu, kappa: y_j = mu h f(y_j-1) + (1 + kappa) y_j-1 - kappa y_j-2."""
    delta = (1 + a) / reach
    alpha, beta = orthogonal(w, a, delta, s - 4)
    mu, kappa = np.zeros(s - 4), np.zeros(s - 4)
    before, last_beta = 0.0, 0.0   # values at z = 0, the present one scaled to 1
    for k, (al, be) in enumerate(zip(alpha, beta)):
        after = ((a - al) - last_beta * before) / be
        mu[k], kappa[k] = delta / (be * after), last_beta * before / (be * after)
        before, last_beta = 1 / after, be
    return mu, kappa


def largest_ripple(w, mu, kappa, reach, a, s):
    z = (np.cos(np.linspace(0, np.pi, max(4000, 60 * s))) - a) * reach / (1 + a)
    before, now = np.ones_like(z), np.ones_like(z)
    for m, k in zip(mu, kappa):
        before, now = now, m * z * now + (1 + k) * now - k * before
    r = np.abs(np.polyval(w[::-1], z) * now)
    peaks = np.where((r[1:-1] > r[:-2]) & (r[1:-1] >= r[2:]))[0] + 1
    return max(r[peaks].max(initial=0), r[-1])


def longest_interval(s, guess, fraction):
    a = 1 + SHIFT / s**2
    found = {"w": guess}

    def excess(fraction):
        reach = fraction * s * s
        found["w"] = solve_weight(s, reach, a, found["w"])
        return largest_ripple(found["w"], *recurrence(found["w"], reach, a, s), reach, a, s) - DAMPING

    low = high = fraction
    at_low = at_high = excess(low)
    step = -0.002 if at_low > 0 else 0.002
    while at_low * at_high > 0:
        low, at_low = high, at_high
        high += step
        at_high = excess(high)
    fraction = brentq(excess, min(low, high), max(low, high), xtol=1e-7)
    return fraction, a, solve_weight(s, fraction * s * s, a, found["w"])


# The finishing stages, as Butcher series.
def stage_series(mu, kappa):
    before = now = last = np.zeros(len(TREES))
    for m, k in zip(mu, kappa):
        last = h_f(now)
        before, now = now, m * last + (1 + k) * now - k * before
    return now, last


def finish(g, u):
    a21, a31, a32, a41, a42, a43, b1, b2, b3, b4 = u
    f1 = h_f(g)
    f2 = h_f(g + a21 * f1)
    f3 = h_f(g + a31 * f1 + a32 * f2)
    f4 = h_f(g + a41 * f1 + a42 * f2 + a43 * f3)
    return g + b1 * f1 + b2 * f2 + b3 * f3 + b4 * f4, (f1, f2, f3, f4)


def solve_finish(g, u):
    def residual(u, weight):
        defect = finish(g, u)[0] - EXACT
        return np.concatenate([weight * defect[:N4], defect[N4:], COEFFICIENT_WEIGHT * u])

    for weight in (1e1, 1e3, 1e5):
        u = least_squares(residual, u, args=(weight,), xtol=1e-15, ftol=1e-15, gtol=1e-15).x
    for _ in range(20):   # Newton on the order conditions alone, by the shortest correction
        columns = [(finish(g, u + d)[0] - finish(g, u - d)[0])[:N4] / 2e-6 for d in 1e-6 * np.eye(10)]
        u = u - np.linalg.lstsq(np.array(columns).T, (finish(g, u)[0] - EXACT)[:N4], rcond=None)[0]
    assert np.abs((finish(g, u)[0] - EXACT)[:N4]).max() < 2e-15
    return u


def error_weights(last, stages):
    """Of f(y_m-1), f1 .. f4: no error to order 3."""
    series = np.array([last, *stages])
    e = np.linalg.svd(series[:, :N3].T)[2][-1]
    tall = INDEX[((((),),),)]
    return ERROR_CONSTANT * e / (series.T @ e)[tall]


def dense_weights(y_new, g, last, stages):
    """[7][4]: polynomials in theta for y_new - y, y_m - y, h f(y_m-1), h f1 .. h f4."""
    series = np.array([y_new, g, last, *stages]).T
    exactly, closely = series[:N3], series[N3:N4]
    kkt = np.zeros((7 + N3, 7 + N3))
    kkt[:7, :7] = closely.T @ closely + DENSE_WEIGHT**2 * np.eye(7)
    kkt[:7, 7:], kkt[7:, :7] = exactly.T, exactly
    result = np.zeros((7, 4))
    for power in range(1, 5):
        wanted = np.array([EXACT[i] if ORDER[TREES[i]] == power else 0 for i in range(N4)])
        rhs = np.concatenate([closely.T @ wanted[N3:], wanted[:N3]])
        result[:, power - 1] = np.linalg.solve(kkt, rhs)[:7]
    result[:, 3] -= result.sum(axis=1) - np.eye(7)[0]   # y_new itself at theta = 1
    return result


def compute_all():
    """{s: coefficients}, each from the guess of its neighbour, starting where the guess is good."""
    start = STAGES.index(21)
    first = (np.array([1, 0.68, 0.2375, 0.0565, 0.0102]), 0.345,
             np.array([0.34, 0, 0.34, 0, 0, 0.68, 0.113, 0.227, 0.227, 0.113]))
    result = {}
    for way in (STAGES[start:], STAGES[start::-1]):
        w, fraction, u = first
        for s in way:
            fraction, a, w = longest_interval(s, w, fraction)
            reach = fraction * s * s
            mu, kappa = recurrence(w, reach, a, s)
            g, last = stage_series(mu, kappa)
            u = solve_finish(g, u)
            y_new, stages = finish(g, u)
            result[s] = (reach, mu, kappa, u, error_weights(last, stages),
                         dense_weights(y_new, g, last, stages))
    return result


def numbers(values):
    return ", ".join(repr(float(v)) for v in values)


def main():
    degrees = compute_all()
    print("// Generated by tools/generate_rock4_table.py; see there for the derivation.\n"
          "// clang-format off\n"
          '#include "ode/detail/rock4_table.hpp"\n\n'
          "namespace sigdyn::detail {\nnamespace {\n\n"
          "// mu_j, kappa_j of all degrees, one after another.\n"
          "constexpr double recurrences[] = {")
    offset, offsets = 0, {}
    for s in STAGES:
        _, mu, kappa, *_ = degrees[s]
        offsets[s] = offset
        offset += 2 * len(mu)
        for first in range(0, len(mu), 2):
            pair = np.array([mu[first:first + 2], kappa[first:first + 2]]).T.ravel()
            print(f"  {numbers(pair)},")
    print("};\n\nconstexpr Rock4Degree degrees[] = {")
    for s in STAGES:
        reach, _, _, u, e, dense = degrees[s]
        print(f"  {{{s}, {reach!r}, recurrences + {offsets[s]},\n"
              f"   {{{numbers(u[:6])}}},\n   {{{numbers(u[6:])}}},\n   {{{numbers(e)}}},\n   {{"
              + ",\n    ".join(f"{{{numbers(row)}}}" for row in dense) + "}},")
    print("};\n\n}  // namespace\n\n"
          "std::span<const Rock4Degree> rock4_degrees() { return degrees; }\n\n"
          "}  // namespace sigdyn::detail")


if __name__ == "__main__":
    main()
