/// Static sparse LU and triangular solves in lanes. Included by the lane_ops_*.cpp only.
#pragma once

#include "base/pack.hpp"
#include "ode/detail/lane_dense_lu.hpp"
#include "ode/detail/lane_ops.hpp"

namespace sigdyn::SIGDYN_ISA {

using detail::LuView;
using detail::StageSystem;

// Stores of vectors may alias anything, so loops keep their bounds and pointers in locals: a LuView
// is taken by value, and row ends are read once.

template <std::size_t W>
SIGDYN_INLINE void note_pivot(const Pack<W>& pivot, const Pack<W>& before, Pack<W>& smallest) {
  const Pack<W> kept = abs(pivot) / abs(before);
  smallest = select(kept < smallest, kept, smallest);
}

/// Keeps the pivot, warns of cancellation in it, and leaves its reciprocal on the diagonal.
template <std::size_t W>
SIGDYN_INLINE void close_row(const Pack<W>& pivot, const Pack<W>& before, double* diagonal,
                             Pack<W>& smallest) {
  using P = Pack<W>;
  const P reciprocal = P::all(1.0) / pivot;
  reciprocal.store(diagonal);
  note_pivot<W>(pivot, before, smallest);
}

/// Entry by entry: each loses its listed products in a register.
/// `value` less the next listed products.
template <std::size_t W>
SIGDYN_INLINE Pack<W> lose_terms(Pack<W> value, std::size_t n_terms, const double* lu,
                                 const std::uint16_t*& term) {
  using P = Pack<W>;
  for (; n_terms > 0; --n_terms, term += 2) {
    value = multiply_subtract(P::load(lu + term[0] * W), P::load(lu + term[1] * W), value);
  }
  return value;
}

template <std::size_t W>
SIGDYN_INLINE void factor_by_terms(const LuView v, double* lu, Pack<W>& smallest) {
  using P = Pack<W>;
  const std::uint16_t* n_terms = v.n_terms;
  const std::uint16_t* term = v.terms;
  std::size_t p = 0;
  for (std::size_t i = 0; i < v.n; ++i) {
    const std::size_t middle = v.diagonal[i];
    const std::size_t end = v.row_start[i + 1];
    for (; p < middle; ++p) {
      const P value = lose_terms<W>(P::load(lu + p * W), *n_terms++, lu, term);
      (value * P::load(lu + v.diagonal[v.column[p]] * W)).store(lu + p * W);
    }
    const P before = P::load(lu + p * W);
    close_row<W>(lose_terms<W>(before, *n_terms++, lu, term), before, lu + p * W, smallest);
    ++p;
    for (; p < end; ++p) {
      const std::size_t n = *n_terms++;
      if (n > 0) lose_terms<W>(P::load(lu + p * W), n, lu, term).store(lu + p * W);
    }
  }
}

/// work[column[q]] -= factor * lu[q] for q in [begin, end)
template <std::size_t W>
SIGDYN_INLINE void subtract_row(const Pack<W>& factor, const double* lu,
                                const std::uint32_t* column, std::size_t begin, std::size_t end,
                                double* work) {
  using P = Pack<W>;
  std::size_t q = begin;
  for (; q + 2 <= end; q += 2) {
    double* const first = work + column[q] * W;
    double* const second = work + column[q + 1] * W;
    const P a = multiply_subtract(factor, P::load(lu + q * W), P::load(first));
    const P b = multiply_subtract(factor, P::load(lu + (q + 1) * W), P::load(second));
    a.store(first);
    b.store(second);
  }
  if (q < end) {
    double* const target = work + column[q] * W;
    multiply_subtract(factor, P::load(lu + q * W), P::load(target)).store(target);
  }
}

/// Row by row through a dense work row: one pass over each row of U per entry of L, up to the
/// columns of the dense block.
template <std::size_t W>
SIGDYN_INLINE void factor_by_rows(const LuView v, double* lu, double* work, Pack<W>& smallest) {
  using P = Pack<W>;
  const std::size_t first_dense = v.n - v.n_dense;
  for (std::size_t i = 0; i < v.n; ++i) {
    const std::size_t begin = v.row_start[i];
    const std::size_t end = v.row_start[i + 1];
    const std::size_t middle = i < first_dense ? v.diagonal[i] : end - v.n_dense;
    for (std::size_t p = begin; p < end; ++p) P::load(lu + p * W).store(work + v.column[p] * W);
    for (std::size_t p = begin; p < middle; ++p) {
      const std::size_t k = v.column[p];
      const std::size_t pivot = v.diagonal[k];
      const P factor = P::load(work + k * W) * P::load(lu + pivot * W);
      factor.store(lu + p * W);
      subtract_row<W>(factor, lu, v.column, pivot + 1, v.row_start[k + 1], work);
    }
    if (i < first_dense) {
      close_row<W>(P::load(work + i * W), P::load(lu + middle * W), lu + middle * W, smallest);
    } else {
      // The diagonal before elimination, for factor_dense().
      P::load(lu + v.diagonal[i] * W).store(work + (v.n + i - first_dense) * W);
      P::load(work + first_dense * W).store(lu + middle * W);
    }
    for (std::size_t p = middle + 1; p < end; ++p) {
      P::load(work + v.column[p] * W).store(lu + p * W);
    }
  }
}

template <std::size_t W>
void factor(const LuView& lu_view, const double* jacobian, const double* diagonal, double* lu,
            double* work, double* smallest) {
  using P = Pack<W>;
  const LuView v = lu_view;
  const P zero = P::all(0.0);
  for (std::size_t e = 0; e < v.n_fill; ++e) zero.store(lu + v.fill_position[e] * W);
  for (std::size_t e = 0; e < v.n_jacobian; ++e) {
    (-P::load(jacobian + e * W)).store(lu + v.jacobian_position[e] * W);
  }
  const P d = P::load(diagonal);
  for (std::size_t i = 0; i < v.n; ++i) {
    double* entry = lu + v.diagonal[i] * W;
    (P::load(entry) + d).store(entry);
  }
  P least = P::all(1.0);
  if (v.n_terms != nullptr) {
    factor_by_terms<W>(v, lu, least);
  } else {
    factor_by_rows<W>(v, lu, work, least);
    // As many entries as the registers hold.
    constexpr std::size_t tile = P::count == 1 ? 4 : 2;
    factor_dense<W, tile>({lu, v.dense_row, v.n_dense}, work + v.n * W, least);
  }
  least.store(smallest);
}

/// value - sum of lu[p] x[state[p]] over the n positions p = first, first + Step, ... Rows of large
/// factors are summed in four parts by turns, because one would wait for itself; the last elements,
/// which were solved last, come alone at the end.
template <std::size_t W, std::ptrdiff_t Step, bool IsLarge>
SIGDYN_INLINE Pack<W> lose_products(Pack<W> value, const double* lu, const double* x,
                                    const std::uint32_t* state, std::size_t first, std::size_t n) {
  using P = Pack<W>;
  const double* entry = lu + first * W;
  const std::uint32_t* of = state + first;
  constexpr std::ptrdiff_t next = Step * static_cast<std::ptrdiff_t>(W);
  if (IsLarge && n >= 16) {
    P part[4] = {value, P::all(0.0), P::all(0.0), P::all(0.0)};
    for (; n >= 8; n -= 4) {
      for (P& sum : part) {
        sum = multiply_subtract(P::load(entry), P::load(x + *of * W), sum);
        entry += next;
        of += Step;
      }
    }
    value = (part[0] + part[1]) + (part[2] + part[3]);
  }
  for (; n > 0; --n) {
    value = multiply_subtract(P::load(entry), P::load(x + *of * W), value);
    entry += next;
    of += Step;
  }
  return value;
}

template <std::size_t W>
void least_pivot(std::size_t n, const double* before, const double* pivots, double* smallest) {
  using P = Pack<W>;
  P least = P::all(1.0);
  for (std::size_t i = 0; i < n * W; i += W) {
    note_pivot<W>(P::load(pivots + i), P::load(before + i), least);
  }
  least.store(smallest);
}

template <std::size_t W, bool IsLarge>
void solve_stage(const LuView v, const double* lu, const StageSystem s, double* x) {
  using P = Pack<W>;
  const P inverse_h = P::load(s.inverse_h);
  for (std::size_t k = 0; k < v.n; ++k) {
    const std::size_t i = v.order[k];
    const P value = multiply_add(P::load(s.sum + i * W), inverse_h, P::load(s.f + i * W));
    const std::size_t begin = v.row_start[k];
    lose_products<W, 1, IsLarge>(value, lu, x, v.state, begin, v.diagonal[k] - begin)
        .store(x + i * W);
  }
  for (std::size_t k = v.n; k-- > 0;) {
    const std::size_t i = v.order[k];
    const std::size_t diagonal = v.diagonal[k];
    // Backwards, so that the element solved last, which all wait for, comes last here too.
    const std::size_t end = v.row_start[k + 1];
    const P value = lose_products<W, -1, IsLarge>(P::load(x + i * W), lu, x, v.state, end - 1,
                                                  end - 1 - diagonal);
    (value * P::load(lu + diagonal * W)).store(x + i * W);
  }
}

template <std::size_t W>
void solve(const LuView& v, const double* lu, const StageSystem& s, double* x) {
  v.n_terms == nullptr ? solve_stage<W, true>(v, lu, s, x) : solve_stage<W, false>(v, lu, s, x);
}

}  // namespace sigdyn::SIGDYN_ISA
