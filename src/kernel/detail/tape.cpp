#include "kernel/detail/tape.hpp"

#include <algorithm>
#include <array>

namespace sigdyn::detail {
namespace {

class TapeMaker {
 public:
  TapeMaker(const Lowering& lowering, const std::vector<char>& is_static, Slots& slots)
      : lowering_(lowering), is_static_(is_static), slots_(slots) {}

  Tape run(const std::vector<ExpressionId>& roots) {
    find_last_uses(roots);
    place_.resize(is_needed_.size());
    for (std::uint32_t index = 0; index < is_needed_.size(); ++index) {
      if (is_needed_[index]) emit(index);
    }
    for (const ExpressionId root : roots) tape_.results.push_back(place_[root.index]);
    return std::move(tape_);
  }

 private:
  static constexpr std::uint32_t forever = 0xffffffffU;

  const ExpressionNode& node(std::uint32_t index) const { return lowering_.graph.nodes()[index]; }

  /// Operands whose value the tape reads; the operand of a delay is left to the history.
  template <class Visit>
  void for_operands(std::uint32_t index, Visit visit) const {
    if (is_static_[index]) return;
    const ExpressionNode& n = node(index);
    const std::array operands{n.a, n.b, n.c};
    const auto n_operands = static_cast<std::size_t>(arity(n.op));
    for (std::size_t i = n.op == Op::delay ? 1 : 0; i < n_operands; ++i) visit(operands[i]);
  }

  void find_last_uses(const std::vector<ExpressionId>& roots) {
    is_needed_.assign(lowering_.graph.size(), 0);
    last_use_.assign(lowering_.graph.size(), 0);
    for (const ExpressionId root : roots) {
      is_needed_[root.index] = 1;
      last_use_[root.index] = forever;
    }
    for (auto index = static_cast<std::uint32_t>(is_needed_.size()); index-- > 0;) {
      if (!is_needed_[index]) continue;
      for_operands(index, [&](std::uint32_t operand) {
        is_needed_[operand] = 1;
        last_use_[operand] = std::max(last_use_[operand], index);
      });
    }
  }

  void emit(std::uint32_t index) {
    const ExpressionNode& n = node(index);
    if (is_static_[index]) {
      place_[index] = slots_.of({index});
    } else if (n.op == Op::time) {
      place_[index] = {Area::time, 0};
    } else if (n.op == Op::symbol) {
      place_[index] = {Area::state, lowering_.state_of(n.symbol)};
    } else {
      emit_instruction(index);
    }
  }

  void emit_instruction(std::uint32_t index) {
    const ExpressionNode& n = node(index);
    TapeInstruction instruction;
    instruction.op = n.op;
    const int n_operands = arity(n.op);
    instruction.a =
        n.op == Op::delay ? Place{Area::scratch, lowering_.delayed.at(n.a).index} : place_[n.a];
    if (n_operands > 1) instruction.b = place_[n.b];
    if (n_operands > 2) instruction.c = place_[n.c];
    for_operands(index, [&](std::uint32_t operand) { release(operand, index); });
    instruction.target = take();
    place_[index] = {Area::scratch, instruction.target};
    tape_.code.push_back(instruction);
  }

  void release(std::uint32_t operand, std::uint32_t user) {
    if (last_use_[operand] != user || place_[operand].area != Area::scratch) return;
    free_.push_back(place_[operand].index);
    last_use_[operand] = forever;  // x * x releases x once
  }

  std::uint32_t take() {
    if (free_.empty()) return tape_.n_scratch++;
    const std::uint32_t target = free_.back();
    free_.pop_back();
    return target;
  }

  const Lowering& lowering_;
  const std::vector<char>& is_static_;
  Slots& slots_;
  std::vector<char> is_needed_;
  std::vector<std::uint32_t> last_use_;
  std::vector<Place> place_;
  std::vector<std::uint32_t> free_;
  Tape tape_;
};

}  // namespace

Tape make_tape(const Lowering& lowering, const std::vector<ExpressionId>& roots,
               const std::vector<char>& is_static, Slots& slots) {
  return TapeMaker(lowering, is_static, slots).run(roots);
}

}  // namespace sigdyn::detail
