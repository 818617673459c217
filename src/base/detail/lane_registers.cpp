#include "base/detail/lane_registers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <utility>

#include "base/contract.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
constexpr int nowhere = -1;

class Assigner {
 public:
  Assigner(const LaneMachine& machine, const std::vector<LaneCode::Operation>& operations,
           const std::vector<LaneCode::ValueFacts>& values)
      : operations_(operations),
        facts_(values),
        register_(values.size(), nowhere),
        has_home_(values.size()),
        next_(values.size(), never),
        held_(static_cast<std::size_t>(machine.n_registers), nobody),
        is_pinned_(held_.size(), false) {
    // The next use of each input after its operation, from the back.
    following_.resize(3 * operations.size());
    for (std::size_t i = operations.size(); i-- > 0;) {
      const LaneCode::Operation& op = operations[i];
      for (std::size_t k = 0; k < op.n_inputs; ++k) following_[3 * i + k] = next_[op.input[k]];
      for (std::size_t k = 0; k < op.n_inputs; ++k) next_[op.input[k]] = i;
    }
    for (std::uint32_t v = 0; v < values.size(); ++v) {
      has_home_[v] = values[v].has_home;
      if (values[v].is_stored) occupant_[key_of(values[v].home)] = v;
    }
  }

  std::vector<LaneInstruction> assign() {
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      const LaneCode::Operation& op = operations_[i];
      for (std::size_t k = 0; k < op.n_inputs; ++k) {
        next_[op.input[k]] = following_[3 * i + k];
        if (register_[op.input[k]] != nowhere) pin(register_[op.input[k]]);
      }
      perform(op);
      std::fill(is_pinned_.begin(), is_pinned_.end(), false);
      for (std::size_t k = 0; k < op.n_inputs; ++k) release_if_dead(op.input[k]);
    }
    return std::move(out_);
  }

 private:
  bool is_held(std::uint32_t v) const { return register_[v] != nowhere; }
  bool is_dead(std::uint32_t v) const { return next_[v] == never; }
  /// Its register may take the result.
  bool gives_way(std::uint32_t v) const { return is_held(v) && is_dead(v); }
  void pin(int r) { is_pinned_[static_cast<std::size_t>(r)] = true; }

  void perform(const LaneCode::Operation& op) {
    using Kind = LaneCode::Kind;
    const auto [a, b, c] = op.input;
    switch (op.kind) {
      case Kind::zero: {
        const int r = claim();
        emit(Mnemonic::zero, r, r, r);
        hold(r, op.result);
        break;
      }
      case Kind::add:
        return commute(Mnemonic::add, a, b, op.result);
      case Kind::multiply:
        return commute(Mnemonic::multiply, a, b, op.result);
      case Kind::subtract:
        return combine(Mnemonic::subtract, a, b, op.result);
      case Kind::divide:
        return combine(Mnemonic::divide, a, b, op.result);
      case Kind::multiply_add:
        return multiply_add(a, b, c, 0, op.result);
      case Kind::multiply_subtract:
        return multiply_add(a, b, c, 3, op.result);
      case Kind::store:
        return store(op.target, op.result);
    }
  }

  /// Of two operands in memory the one that is needed again first is kept.
  void commute(Mnemonic mnemonic, std::uint32_t a, std::uint32_t b, std::uint32_t result) {
    keep_one(a, b);
    if (!is_held(a)) std::swap(a, b);
    combine(mnemonic, a, b, result);
  }

  /// result = a op b
  void combine(Mnemonic mnemonic, std::uint32_t a, std::uint32_t b, std::uint32_t result) {
    const int first = bring(a);
    const int target = gives_way(a) ? first : gives_way(b) ? register_[b] : claim();
    emit(mnemonic, target, first, b);
    take_over(target, result);
  }

  /// result = c + a b, or c - a b where `subtracts` is 3, the distance of the mnemonics.
  void multiply_add(std::uint32_t a, std::uint32_t b, std::uint32_t c, int subtracts,
                    std::uint32_t result) {
    const auto form = [subtracts](Mnemonic m) {
      return static_cast<Mnemonic>(static_cast<int>(m) + subtracts);
    };
    if (gives_way(c) || (!is_held(c) && !gives_way(a) && !gives_way(b))) {
      keep_one(a, b);
      const int target = is_held(c) ? register_[c] : fetch(c);
      if (!is_held(a)) std::swap(a, b);
      emit(form(Mnemonic::multiply_add_231), target, register_[a], b);
      take_over(target, result);
      return;
    }
    // The result takes the place of a factor, a from here on.
    if (!gives_way(a) && (gives_way(b) || is_held(a))) std::swap(a, b);
    if (is_held(a) && !gives_way(a)) {  // all three are needed again
      const int target = claim();
      emit(Mnemonic::copy, target, 0, c);
      emit(form(Mnemonic::multiply_add_231), target, register_[a], b);
      take_over(target, result);
      return;
    }
    if (!is_held(b) && !is_held(c)) keep_one(b, c);
    const int target = is_held(a) ? register_[a] : fetch(a);
    if (is_held(b)) {
      emit(form(Mnemonic::multiply_add_213), target, register_[b], c);
    } else {
      emit(form(Mnemonic::multiply_add_132), target, register_[c], b);
    }
    take_over(target, result);
  }

  void store(LaneOperand target, std::uint32_t v) {
    const auto before = occupant_.find(key_of(target));
    if (before != occupant_.end() && before->second != v) {
      const std::uint32_t former = before->second;
      if (has_home_[former] && facts_[former].home == target) {  // others are kept elsewhere
        SIGDYN_EXPECTS(is_dead(former) || is_held(former));
        has_home_[former] = false;
      }
    }
    const int r = bring(v);
    move(Mnemonic::store, r, target);
    occupant_[key_of(target)] = v;
  }

  /// Makes sure that one of two is in a register.
  void keep_one(std::uint32_t x, std::uint32_t y) {
    if (!is_held(x) && !is_held(y)) bring(next_[y] < next_[x] ? y : x);
  }

  /// The register of v, loaded if need be.
  int bring(std::uint32_t v) {
    if (!is_held(v)) hold(fetch(v), v);
    pin(register_[v]);
    return register_[v];
  }

  /// A register with a copy of v, which stays where it is.
  int fetch(std::uint32_t v) {
    const int r = claim();
    move(Mnemonic::load, r, facts_[v].home);
    return r;
  }

  /// A register that is free, or freed of the value that is needed latest. Pinned.
  int claim() {
    auto best = held_.size();
    for (std::size_t r = 0; r < held_.size(); ++r) {
      if (is_pinned_[r]) continue;
      if (held_[r] == nobody) {
        best = r;
        break;
      }
      if (!can_leave(held_[r])) continue;
      if (best == held_.size() || next_[held_[r]] > next_[held_[best]]) best = r;
    }
    SIGDYN_EXPECTS(best < held_.size());
    const int chosen = static_cast<int>(best);
    if (held_[best] != nobody) evict(chosen);
    pin(chosen);
    return chosen;
  }

  bool is_in_memory(std::uint32_t v) const {
    if (!has_home_[v]) return false;
    const auto found = occupant_.find(key_of(facts_[v].home));
    return found != occupant_.end() && found->second == v;
  }

  /// It is in memory, or its home is free.
  bool can_leave(std::uint32_t v) const {
    if (is_dead(v)) return true;
    if (!has_home_[v]) return false;
    const auto found = occupant_.find(key_of(facts_[v].home));
    return found == occupant_.end() || found->second == v || is_dead(found->second);
  }

  void evict(int r) {
    const std::uint32_t v = held_[static_cast<std::size_t>(r)];
    if (!is_dead(v) && !is_in_memory(v)) {
      move(Mnemonic::store, r, facts_[v].home);
      occupant_[key_of(facts_[v].home)] = v;
    }
    register_[v] = nowhere;
    held_[static_cast<std::size_t>(r)] = nobody;
  }

  void hold(int r, std::uint32_t v) {
    held_[static_cast<std::size_t>(r)] = v;
    register_[v] = r;
  }

  /// The result in a register that was claimed or that an operand leaves.
  void take_over(int r, std::uint32_t result) {
    const std::uint32_t before = held_[static_cast<std::size_t>(r)];
    if (before != nobody) register_[before] = nowhere;
    held_[static_cast<std::size_t>(r)] = nobody;
    if (!is_dead(result)) hold(r, result);
  }

  void release_if_dead(std::uint32_t v) {
    if (!gives_way(v)) return;
    held_[static_cast<std::size_t>(register_[v])] = nobody;
    register_[v] = nowhere;
  }

  void emit(Mnemonic mnemonic, int target, int a, std::uint32_t b) {
    LaneInstruction instruction{
        .mnemonic = mnemonic, .has_memory = false, .target = target, .a = a, .b = 0, .memory = {}};
    if (is_held(b)) {
      instruction.b = register_[b];
    } else {
      SIGDYN_EXPECTS(is_in_memory(b));
      instruction.has_memory = true;
      instruction.memory = facts_[b].home;
    }
    out_.push_back(instruction);
  }
  void emit(Mnemonic mnemonic, int target, int a, int b) {
    out_.push_back({.mnemonic = mnemonic,
                    .has_memory = false,
                    .target = target,
                    .a = a,
                    .b = b,
                    .memory = {}});
  }

  void move(Mnemonic mnemonic, int r, LaneOperand memory) {
    out_.push_back(
        {.mnemonic = mnemonic, .has_memory = true, .target = r, .a = 0, .b = 0, .memory = memory});
  }

  const std::vector<LaneCode::Operation>& operations_;
  const std::vector<LaneCode::ValueFacts>& facts_;
  std::vector<int> register_;           ///< of a value
  std::vector<bool> has_home_;          ///< nothing else was stored there
  std::vector<std::size_t> next_;       ///< operation that uses a value next
  std::vector<std::size_t> following_;  ///< [3 n] next use of each input after its operation
  std::vector<std::uint32_t> held_;     ///< value of a register
  std::vector<bool> is_pinned_;
  std::unordered_map<std::uint64_t, std::uint32_t> occupant_;  ///< value at an operand
  std::vector<LaneInstruction> out_;
};

}  // namespace

std::vector<LaneInstruction> assign_registers(const LaneMachine& machine,
                                              const std::vector<LaneCode::Operation>& operations,
                                              const std::vector<LaneCode::ValueFacts>& values) {
  return Assigner(machine, operations, values).assign();
}

}  // namespace sigdyn::detail
