#include "base/lane_code.hpp"

#include <cstring>

#include <sys/mman.h>

#include "base/contract.hpp"
#include "base/detail/lane_encoder.hpp"
#include "base/detail/lane_registers.hpp"

namespace sigdyn {

LaneCode::LaneCode(Isa isa, std::size_t lanes) : isa_(isa), lanes_(lanes) {
  SIGDYN_EXPECTS(isa != Isa::sse2);
  SIGDYN_EXPECTS(lanes == 1 || lanes == 4 || lanes == 8);
}

LaneCode::Value LaneCode::load(LaneOperand source) {
  const auto next = static_cast<std::uint32_t>(values_.size());
  const auto [known, is_new] = at_.try_emplace(key_of(source), next);
  if (is_new) values_.push_back({.has_home = true, .is_stored = true, .home = source});
  return Value{known->second};
}

LaneCode::Value LaneCode::record(Kind kind, std::uint32_t n_inputs, Value a, Value b, Value c) {
  const auto result = static_cast<std::uint32_t>(values_.size());
  values_.push_back({});
  operations_.push_back({.kind = kind,
                         .n_inputs = n_inputs,
                         .input = {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b),
                                   static_cast<std::uint32_t>(c)},
                         .result = result,
                         .target = {}});
  return Value{result};
}

LaneCode::Value LaneCode::zero() {
  return record(Kind::zero, 0, {}, {}, {});
}

LaneCode::Value LaneCode::add(Value a, Value b) {
  return record(Kind::add, 2, a, b, {});
}

LaneCode::Value LaneCode::subtract(Value a, Value b) {
  return record(Kind::subtract, 2, a, b, {});
}

LaneCode::Value LaneCode::multiply(Value a, Value b) {
  return record(Kind::multiply, 2, a, b, {});
}

LaneCode::Value LaneCode::divide(Value a, Value b) {
  return record(Kind::divide, 2, a, b, {});
}

LaneCode::Value LaneCode::multiply_add(Value a, Value b, Value c) {
  return record(Kind::multiply_add, 3, a, b, c);
}

LaneCode::Value LaneCode::multiply_subtract(Value a, Value b, Value c) {
  return record(Kind::multiply_subtract, 3, a, b, c);
}

void LaneCode::store(LaneOperand target, Value value) {
  const auto v = static_cast<std::uint32_t>(value);
  operations_.push_back(
      {.kind = Kind::store, .n_inputs = 1, .input = {v}, .result = v, .target = target});
  at_[key_of(target)] = v;
  keep_at(target, value);
}

void LaneCode::keep_at(LaneOperand home, Value value) {
  ValueFacts& facts = values_[static_cast<std::uint32_t>(value)];
  if (!facts.has_home) facts = {.has_home = true, .is_stored = false, .home = home};
}

LaneFunction LaneCode::finish() {
  const detail::LaneMachine machine = detail::lane_machine(isa_, lanes_);
  const std::vector<std::uint8_t> bytes =
      detail::encode(machine, detail::assign_registers(machine, operations_, values_));
  const std::size_t n = bytes.size();
  LaneFunction function;
  void* memory = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return function;
  const std::shared_ptr<void> code(memory, [n](void* mapped) { munmap(mapped, n); });
  std::memcpy(memory, bytes.data(), n);
  if (mprotect(memory, n, PROT_READ | PROT_EXEC) != 0) return function;
  function.code_ = code;
  // What dlsym() does: POSIX gives functions and objects addresses of one kind.
  function.pointer_ = reinterpret_cast<LaneFunction::Pointer>(memory);
  return function;
}

}  // namespace sigdyn
