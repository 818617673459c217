#include "base/lane_code.hpp"

#include <array>
#include <cstring>

#include <sys/mman.h>

#include "base/contract.hpp"

namespace sigdyn {

/// Opcode of the packed form; the scalar form differs in its mandatory prefix or by one.
struct LaneCode::Operation {
  std::uint8_t opcode;
  std::uint8_t map;  ///< 1: 0F, 2: 0F38
  std::uint8_t scalar_opcode;
  std::uint8_t scalar_prefix;  ///< pp field: 1 is 66, 3 is F2; packed forms have 1
  bool w;                      ///< VEX.W; EVEX.W is 1 for doubles throughout
};

namespace {

constexpr int register_bytes = 32;
constexpr std::array arguments{7, 6, 2};  // rdi, rsi, rdx: System V order

}  // namespace

LaneCode::LaneCode(Isa isa, std::size_t lanes)
    : is_scalar_(lanes == 1),
      is_wide_(isa == Isa::avx512 && lanes == 8),
      parts_(lanes == 8 && !is_wide_ ? 2 : 1),
      stride_(static_cast<std::uint32_t>(lanes * sizeof(double))) {
  SIGDYN_EXPECTS(isa != Isa::sse2);
  SIGDYN_EXPECTS(lanes == 1 || lanes == 4 || lanes == 8);
}

void LaneCode::load(int target, LaneOperand source) {
  emit({0x10, 1, 0x10, 3, false}, target, 0, &source, 0);
}

void LaneCode::store(LaneOperand target, int source) {
  emit({0x11, 1, 0x11, 3, false}, source, 0, &target, 0);
}

void LaneCode::zero(int target) {
  emit({0x57, 1, 0x57, 1, false}, target, target, nullptr, target);
}

void LaneCode::add(int target, LaneOperand b) {
  emit({0x58, 1, 0x58, 3, false}, target, target, &b, 0);
}

void LaneCode::add(int target, int b) {
  emit({0x58, 1, 0x58, 3, false}, target, target, nullptr, b);
}

void LaneCode::subtract(int target, LaneOperand b) {
  emit({0x5c, 1, 0x5c, 3, false}, target, target, &b, 0);
}

void LaneCode::multiply(int target, int a, LaneOperand b) {
  emit({0x59, 1, 0x59, 3, false}, target, a, &b, 0);
}

void LaneCode::divide(int target, int a, LaneOperand b) {
  emit({0x5e, 1, 0x5e, 3, false}, target, a, &b, 0);
}

void LaneCode::multiply_add(int target, int a, LaneOperand b) {
  emit({0xb8, 2, 0xb9, 1, true}, target, a, &b, 0);
}

void LaneCode::multiply_subtract(int target, int a, LaneOperand b) {
  emit({0xbc, 2, 0xbd, 1, true}, target, a, &b, 0);
}

/// A register of two parts is machine registers r and r + n_registers. The operand vvvv is given
/// for all but loads and stores, where the field must be empty.
void LaneCode::emit(const Operation& operation, int reg, int vvvv, const LaneOperand* memory,
                    int rm) {
  SIGDYN_EXPECTS(reg >= 0 && reg < n_registers && vvvv < n_registers && rm < n_registers);
  ++n_operations_;
  const bool moves = operation.opcode == 0x10 || operation.opcode == 0x11;
  for (int part = 0; part < parts_; ++part) {
    const int shift = part * n_registers;
    emit_part(operation, reg + shift, moves ? 0 : vvvv + shift, memory, rm + shift,
              static_cast<std::uint32_t>(part * register_bytes));
  }
}

void LaneCode::emit_part(const Operation& operation, int reg, int vvvv, const LaneOperand* memory,
                         int rm, std::uint32_t offset) {
  const int base = memory != nullptr ? arguments[static_cast<std::size_t>(memory->array)] : rm;
  if (is_wide_) {
    prefix_evex(operation, reg, vvvv, base);
  } else {
    prefix_vex(operation, reg, vvvv, base);
  }
  byte(is_scalar_ ? operation.scalar_opcode : operation.opcode);
  const int mod = memory != nullptr ? 2 : 3;  // with a 32-bit displacement, or a register
  byte(static_cast<unsigned>(mod << 6 | (reg & 7) << 3 | (base & 7)));
  if (memory == nullptr) return;
  const std::uint32_t displacement = memory->element * stride_ + offset;
  for (int shift = 0; shift < 32; shift += 8) byte(displacement >> shift & 0xffU);
}

/// C4 | ~R ~X ~B map | W ~vvvv L pp
void LaneCode::prefix_vex(const Operation& operation, int reg, int vvvv, int base) {
  const int prefix = is_scalar_ ? operation.scalar_prefix : 1;
  const int wide = is_scalar_ ? 0 : 1;
  byte(0xc4);
  byte(static_cast<unsigned>((reg < 8 ? 0x80 : 0) | 0x40 | (base < 8 ? 0x20 : 0) | operation.map));
  byte(static_cast<unsigned>((operation.w ? 0x80 : 0) | (~vvvv & 15) << 3 | wide << 2 | prefix));
}

/// 62 | ~R ~X ~B ~R' 0 map | W ~vvvv 1 pp | z L'L b ~V' aaa; registers stay below 16.
void LaneCode::prefix_evex(const Operation& operation, int reg, int vvvv, int base) {
  byte(0x62);
  byte(static_cast<unsigned>((reg < 8 ? 0x80 : 0) | 0x40 | (base < 8 ? 0x20 : 0) | 0x10 |
                             operation.map));
  byte(static_cast<unsigned>(0x80 | (~vvvv & 15) << 3 | 0x04 | 1));
  byte(0x48);
}

LaneFunction LaneCode::finish() {
  for (const unsigned value : {0xc5U, 0xf8U, 0x77U, 0xc3U}) byte(value);  // vzeroupper; ret
  const std::size_t n = bytes_.size();
  LaneFunction function;
  void* memory = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return function;
  const std::shared_ptr<void> code(memory, [n](void* mapped) { munmap(mapped, n); });
  std::memcpy(memory, bytes_.data(), n);
  if (mprotect(memory, n, PROT_READ | PROT_EXEC) != 0) return function;
  function.code_ = code;
  // What dlsym() does: POSIX gives functions and objects addresses of one kind.
  function.pointer_ = reinterpret_cast<LaneFunction::Pointer>(memory);
  return function;
}

}  // namespace sigdyn
