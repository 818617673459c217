#include "ode/detail/written_lu.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace sigdyn::detail {
namespace {

/// Beyond, code is fetched more slowly than tables are read. Each entry is written once and read by
/// few, so that larger code pays off than for kernels: measured, 8400 operations are 4 % faster.
constexpr std::size_t max_operations = 10000;

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

using Value = LaneCode::Value;

LaneOperand first(std::size_t i) {
  return {0, static_cast<std::uint32_t>(i)};
}
LaneOperand second(std::size_t i) {
  return {1, static_cast<std::uint32_t>(i)};
}
LaneOperand third(std::size_t i) {
  return {2, static_cast<std::uint32_t>(i)};
}

LaneFunction write_factor(const SymbolicLu& lu, LaneCode code) {
  const std::size_t n = lu.size();
  const WrittenLuWork work(n);
  std::vector<std::uint32_t> source(lu.n_stored(), nowhere);
  for (std::uint32_t e = 0; e < lu.jacobian_position.size(); ++e) {
    source[lu.jacobian_position[e]] = e;
  }
  const Value minus_one = code.load(third(work.minus_one));
  const Value diagonal = code.load(third(work.diagonal));
  const std::uint16_t* term = lu.terms.data();
  std::size_t p = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (; p < lu.row_start[i + 1]; ++p) {
      std::optional<Value> value;
      if (source[p] != nowhere) value = code.load(first(source[p]));
      if (p == lu.diagonal[i]) {
        value = code.subtract(*value, diagonal);
        code.store(third(work.before + i), *value);
      }
      for (std::size_t k = lu.n_terms[p]; k > 0; --k, term += 2) {
        const Value l = code.load(second(term[0]));
        const Value u = code.load(second(term[1]));
        value = value ? code.multiply_add(l, u, *value) : code.multiply(l, u);
      }
      if (!value) value = code.zero();
      if (p == lu.diagonal[i]) {
        code.store(third(work.pivots + i), *value);
        value = code.divide(minus_one, *value);
      } else if (p < lu.diagonal[i]) {
        value = code.multiply(*value, code.load(second(lu.diagonal[lu.column[p]])));
      }
      code.store(second(p), *value);
    }
  }
  return code.finish();
}

LaneFunction write_solve(const SymbolicLu& lu, LaneCode code) {
  const std::size_t n = lu.size();
  const WrittenSolveInput input(n);
  const Value inverse_h = code.load(third(input.inverse_h));
  std::vector<Value> x(n);
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = lu.order[k];
    x[k] = code.multiply_add(code.load(third(input.sum + i)), inverse_h,
                             code.load(third(input.f + i)));
    for (std::size_t p = lu.row_start[k]; p < lu.diagonal[k]; ++p) {
      x[k] = code.multiply_add(x[lu.column[p]], code.load(first(p)), x[k]);
    }
    code.keep_at(second(i), x[k]);
  }
  for (std::size_t k = n; k-- > 0;) {
    // Backwards, so that the element solved last, which all wait for, comes last here too.
    for (std::size_t p = lu.row_start[k + 1]; p-- > lu.diagonal[k] + 1;) {
      x[k] = code.multiply_add(x[lu.column[p]], code.load(first(p)), x[k]);
    }
    x[k] = code.multiply(x[k], code.load(first(lu.diagonal[k])));
    code.store(second(lu.order[k]), x[k]);
  }
  return code.finish();
}

}  // namespace

WrittenLu write_lu(const SymbolicLu& lu, Isa isa, std::size_t lanes) {
  const bool is_small = lu.terms.size() / 2 + 2 * lu.n_stored() <= max_operations;
  if (isa == Isa::sse2 || lu.n_terms.empty() || !is_small) return {};
  WrittenLu written{.factor = write_factor(lu, LaneCode(isa, lanes)),
                    .solve = write_solve(lu, LaneCode(isa, lanes))};
  return written.factor && written.solve ? written : WrittenLu{};
}

}  // namespace sigdyn::detail
