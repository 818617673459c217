/// Vector operations of the lane integrators. Included by the lane_ops_*.cpp only.
#pragma once

#include "base/pack.hpp"
#include "ode/detail/lane_lu.hpp"
#include "ode/detail/lane_ops.hpp"

namespace sigdyn::SIGDYN_ISA {

using detail::Combination;
using detail::ErrorTest;
using detail::ExplicitStage;
using detail::RecurrenceStage;
using detail::StageSums;

template <std::size_t W, std::size_t M, bool HasPoint>
void stage_sums_of(const StageSums s) {  // by value: see lane_lu.hpp on aliasing
  using P = Pack<W>;
  const double* u[M];
  P a[M];
  P c[M];
  for (std::size_t j = 0; j < M; ++j) {
    u[j] = s.u[j];
    a[j] = P::all(HasPoint ? s.a[j] : 0.0);
    c[j] = P::all(s.c[j]);
  }
  for (std::size_t i = 0; i < s.n; ++i) {
    P point = P::load(s.base + i * W);
    P sum = P::all(0.0);
    for (std::size_t j = 0; j < M; ++j) {
      const P value = P::load(u[j] + i * W);
      if constexpr (HasPoint) point = multiply_add(a[j], value, point);
      if (!HasPoint && j + 1 == M) point = point + value;
      sum = multiply_add(c[j], value, sum);
    }
    point.store(s.point + i * W);
    sum.store(s.sum + i * W);
  }
}

template <std::size_t W>
void stage_sums(const StageSums& s) {
  switch (s.m) {
    case 1:
      return stage_sums_of<W, 1, true>(s);
    case 2:
      return stage_sums_of<W, 2, true>(s);
    case 3:
      return stage_sums_of<W, 3, true>(s);
    case 4:
      return stage_sums_of<W, 4, true>(s);
    case 5:
      return stage_sums_of<W, 5, true>(s);
    case 6:
      return stage_sums_of<W, 6, false>(s);
    default:
      return stage_sums_of<W, 7, false>(s);
  }
}

template <std::size_t W>
void add(std::size_t n, const double* a, const double* b, double* sum) {
  using P = Pack<W>;
  for (std::size_t i = 0; i < n * W; i += W) (P::load(a + i) + P::load(b + i)).store(sum + i);
}

template <std::size_t W>
void error_mean_square(const ErrorTest& error_test, double* mean_square) {
  const ErrorTest test = error_test;
  using P = Pack<W>;
  const P rtol = P::all(test.rtol);
  P sum = P::all(0.0);
  for (std::size_t i = 0; i < test.n * W; i += W) {
    const P size = max(abs(P::load(test.y + i)), abs(P::load(test.y_new + i)));
    const P scaled = P::load(test.error + i) / multiply_add(rtol, size, P::load(test.atol + i));
    sum = multiply_add(scaled, scaled, sum);
  }
  (sum / P::all(static_cast<double>(test.n))).store(mean_square);
}

template <std::size_t W>
void dense_coefficients(std::size_t n, const double* const* u, const double* const* h,
                        double* const* k) {
  using P = Pack<W>;
  for (std::size_t i = 0; i < n * W; i += W) {
    P sum[3] = {P::all(0.0), P::all(0.0), P::all(0.0)};
    for (std::size_t j = 0; j < 8; ++j) {
      const P value = P::load(u[j] + i);
      for (std::size_t r = 0; r < 3; ++r) sum[r] = multiply_add(P::all(h[r][j]), value, sum[r]);
    }
    for (std::size_t r = 0; r < 3; ++r) sum[r].store(k[r] + i);
  }
}

template <std::size_t W>
void recurrence(const RecurrenceStage& stage) {
  const RecurrenceStage s = stage;
  using P = Pack<W>;
  const auto is_active = P::all(0.0) < P::load(s.is_active);
  const P h_mu = P::load(s.h_mu);
  const P kappa = P::load(s.kappa);
  for (std::size_t i = 0; i < s.n * W; i += W) {
    const P now = P::load(s.now + i);
    const P moved = multiply_add(kappa, now - P::load(s.before + i), now);
    select(is_active, multiply_add(h_mu, P::load(s.f + i), moved), now).store(s.before + i);
  }
}

template <std::size_t W, std::size_t M>
void combine_of(const Combination c) {
  using P = Pack<W>;
  P weight[M];
  const double* v[M];
  for (std::size_t j = 0; j < M; ++j) {
    weight[j] = P::load(c.weight + j * W);
    v[j] = c.v[j];
  }
  for (std::size_t i = 0; i < c.n * W; i += W) {
    P sum = c.base != nullptr ? P::load(c.base + i) : P::all(0.0);
    for (std::size_t j = 0; j < M; ++j) sum = multiply_add(weight[j], P::load(v[j] + i), sum);
    sum.store(c.out + i);
  }
}

template <std::size_t W>
void combine(const Combination& c) {
  switch (c.m) {
    case 1:
      return combine_of<W, 1>(c);
    case 2:
      return combine_of<W, 2>(c);
    case 3:
      return combine_of<W, 3>(c);
    case 4:
      return combine_of<W, 4>(c);
    default:
      return combine_of<W, 5>(c);
  }
}

template <std::size_t W, std::size_t M>
void explicit_stage_of(const ExplicitStage s) {
  using P = Pack<W>;
  const P h = P::load(s.h);
  P a[M];
  const double* v[M];
  for (std::size_t j = 0; j < M; ++j) {
    a[j] = P::all(s.a[j]);
    v[j] = s.v[j];
  }
  for (std::size_t i = 0; i < s.n * W; i += W) {
    P sum = a[0] * P::load(v[0] + i);
    for (std::size_t j = 1; j < M; ++j) sum = multiply_add(a[j], P::load(v[j] + i), sum);
    const P base = s.base != nullptr ? P::load(s.base + i) : P::all(0.0);
    multiply_add(h, sum, base).store(s.out + i);
  }
}

template <std::size_t W>
void explicit_stage(const ExplicitStage& s) {
  switch (s.m) {
    case 1:
      return explicit_stage_of<W, 1>(s);
    case 2:
      return explicit_stage_of<W, 2>(s);
    case 3:
      return explicit_stage_of<W, 3>(s);
    case 4:
      return explicit_stage_of<W, 4>(s);
    case 5:
      return explicit_stage_of<W, 5>(s);
    default:
      return explicit_stage_of<W, 6>(s);
  }
}

template <std::size_t W>
void explicit_error(const ExplicitStage& stage, const ErrorTest& error_test,
                    const double* last_point, double* mean_square, double* eigenvalue) {
  using P = Pack<W>;
  const ErrorTest test = error_test;
  double* const out = stage.out;
  const P h = P::load(stage.h);
  const P rtol = P::all(test.rtol);
  P a[6];
  const double* v[6];
  for (std::size_t j = 0; j < 6; ++j) {
    a[j] = P::all(stage.a[j]);
    v[j] = stage.v[j];
  }
  P mean = P::all(0.0);
  P change = P::all(0.0);
  // So that differences of 1e-4 of a weight, which may be rounding, count as little as they matter.
  P distance = P::all(1e-8);
  for (std::size_t i = 0; i < test.n * W; i += W) {
    P sum = a[0] * P::load(v[0] + i);
    for (std::size_t j = 1; j < 6; ++j) sum = multiply_add(a[j], P::load(v[j] + i), sum);
    const P error = h * sum;
    error.store(out + i);
    const P y_new = P::load(test.y_new + i);
    const P size = max(abs(P::load(test.y + i)), abs(y_new));
    const P weight = P::all(1.0) / multiply_add(rtol, size, P::load(test.atol + i));
    const P scaled = error * weight;
    const P rate = (P::load(v[5] + i) - P::load(v[4] + i)) * weight;
    const P way = (y_new - P::load(last_point + i)) * weight;
    mean = multiply_add(scaled, scaled, mean);
    change = multiply_add(rate, rate, change);
    distance = multiply_add(way, way, distance);
  }
  (mean / P::all(static_cast<double>(test.n))).store(mean_square);
  (change / distance).store(eigenvalue);
}

template <std::size_t W>
void difference(std::size_t n, const double* mask, const double* a, const double* b,
                double* target) {
  using P = Pack<W>;
  const auto chosen = P::all(0.0) < P::load(mask);
  for (std::size_t i = 0; i < n * W; i += W) {
    select(chosen, P::load(a + i) - P::load(b + i), P::load(target + i)).store(target + i);
  }
}

template <std::size_t W>
void square_sum(std::size_t n, const double* a, double* sum) {
  using P = Pack<W>;
  // Four sums by turns: one alone would wait for itself.
  P part[4] = {P::all(0.0), P::all(0.0), P::all(0.0), P::all(0.0)};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t j = 0; j < 4; ++j) {
      const P value = P::load(a + (i + j) * W);
      part[j] = multiply_add(value, value, part[j]);
    }
  }
  for (; i < n; ++i) {
    const P value = P::load(a + i * W);
    part[0] = multiply_add(value, value, part[0]);
  }
  ((part[0] + part[1]) + (part[2] + part[3])).store(sum);
}

template <std::size_t W>
void copy_lanes(std::size_t n, const double* mask, const double* source, double* target) {
  using P = Pack<W>;
  const auto chosen = P::all(0.0) < P::load(mask);
  for (std::size_t i = 0; i < n * W; i += W) {
    select(chosen, P::load(source + i), P::load(target + i)).store(target + i);
  }
}

template <std::size_t W>
constexpr detail::LaneOps make_ops() {
  return {.factor = factor<W>,
          .solve = solve<W>,
          .least_pivot = least_pivot<W>,
          .stage_sums = stage_sums<W>,
          .add = add<W>,
          .error_mean_square = error_mean_square<W>,
          .dense_coefficients = dense_coefficients<W>,
          .recurrence = recurrence<W>,
          .combine = combine<W>,
          .explicit_stage = explicit_stage<W>,
          .explicit_error = explicit_error<W>,
          .difference = difference<W>,
          .square_sum = square_sum<W>,
          .copy_lanes = copy_lanes<W>};
}

}  // namespace sigdyn::SIGDYN_ISA
