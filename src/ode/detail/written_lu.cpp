#include "ode/detail/written_lu.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace sigdyn::detail {
namespace {

/// Beyond, code is fetched more slowly than tables are read. Each entry is written once and read by
/// few, so that larger code pays off than for kernels: measured, 8400 operations are 4 % faster.
constexpr std::size_t max_operations = 10000;

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

LaneOperand first(std::size_t i) {
  return {0, static_cast<std::uint32_t>(i)};
}
LaneOperand second(std::size_t i) {
  return {1, static_cast<std::uint32_t>(i)};
}
LaneOperand third(std::size_t i) {
  return {2, static_cast<std::uint32_t>(i)};
}

LaneFunction finish(LaneCode& code) {
  return code.n_operations() > max_operations ? LaneFunction{} : code.finish();
}

LaneFunction write_factor(const SymbolicLu& lu, LaneCode code) {
  constexpr std::size_t ones = 0, diagonal = 1, before = 2;
  const std::size_t pivots = before + lu.size();
  std::vector<std::uint32_t> source(lu.n_stored(), nowhere);
  for (std::uint32_t e = 0; e < lu.jacobian_position.size(); ++e) {
    source[lu.jacobian_position[e]] = e;
  }
  const std::uint16_t* term = lu.terms.data();
  std::size_t p = 0;
  for (std::size_t i = 0; i < lu.size(); ++i) {
    for (; p < lu.row_start[i + 1]; ++p) {
      const bool is_pivot = p == lu.diagonal[i];
      is_pivot ? code.load(0, third(diagonal)) : code.zero(0);
      if (source[p] != nowhere) code.subtract(0, first(source[p]));
      if (is_pivot) code.store(third(before + i), 0);
      for (std::size_t k = lu.n_terms[p]; k > 0; --k, term += 2) {
        code.load(1, second(term[0]));
        code.multiply_subtract(0, 1, second(term[1]));
      }
      if (is_pivot) {
        code.store(third(pivots + i), 0);
        code.load(0, third(ones));
        code.divide(0, 0, third(pivots + i));
      } else if (p < lu.diagonal[i]) {
        code.multiply(0, 0, second(lu.diagonal[lu.column[p]]));
      }
      code.store(second(p), 0);
    }
  }
  return finish(code);
}

/// The elements solved last stay in registers, one after the other: through memory each row would
/// wait some cycles more for the one before.
class SolveWriter {
 public:
  SolveWriter(const SymbolicLu& lu, LaneCode code) : lu_(lu), code_(std::move(code)) {}

  LaneFunction write() {
    for (std::size_t k = 0; k < lu_.size(); ++k) {
      code_.load(begin(k), second(lu_.order[k]));
      for (std::size_t p = lu_.row_start[k]; p < lu_.diagonal[k]; ++p) lose(p);
      code_.store(second(lu_.order[k]), now_);
    }
    held_.fill(nowhere);  // what forward substitution left is not what backward needs
    for (std::size_t k = lu_.size(); k-- > 0;) {
      code_.load(begin(k), second(lu_.order[k]));
      // Backwards, so that the element solved last, which all wait for, comes last here too.
      for (std::size_t p = lu_.row_start[k + 1]; p-- > lu_.diagonal[k] + 1;) lose(p);
      code_.multiply(now_, now_, first(lu_.diagonal[k]));
      code_.store(second(lu_.order[k]), now_);
    }
    return finish(code_);
  }

 private:
  static constexpr int spare = LaneCode::n_registers - 1;

  /// The register of the element of step k.
  int begin(std::size_t k) {
    now_ = (now_ + 1) % spare;
    held_[static_cast<std::size_t>(now_)] = static_cast<std::uint32_t>(k);
    return now_;
  }

  void lose(std::size_t p) {
    const auto found = std::find(held_.begin(), held_.end(), lu_.column[p]);
    if (found != held_.end()) {
      code_.multiply_subtract(now_, static_cast<int>(found - held_.begin()), first(p));
    } else {
      code_.load(spare, first(p));
      code_.multiply_subtract(now_, spare, second(lu_.order[lu_.column[p]]));
    }
  }

  const SymbolicLu& lu_;
  LaneCode code_;
  std::array<std::uint32_t, spare> held_ = [] {
    std::array<std::uint32_t, spare> none{};
    none.fill(nowhere);
    return none;
  }();
  int now_ = 0;
};

}  // namespace

WrittenLu write_lu(const SymbolicLu& lu, Isa isa, std::size_t lanes) {
  if (isa == Isa::sse2 || 2 * lu.n_stored() > max_operations) return {};
  WrittenLu written;
  written.solve = SolveWriter(lu, LaneCode(isa, lanes)).write();
  const bool has_lists = !lu.n_terms.empty() && lu.terms.size() <= max_operations;
  if (has_lists) written.factor = write_factor(lu, LaneCode(isa, lanes));
  return written;
}

}  // namespace sigdyn::detail
