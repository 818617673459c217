#include "base/detail/lane_encoder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace sigdyn::detail {
namespace {

/// Opcode of the packed form. Scalar forms differ by one in multiply-adds, by the mandatory prefix
/// in the rest; copies and zeros are packed at every width.
struct Opcode {
  std::uint8_t packed;
  std::uint8_t map;  ///< 1: 0F, 2: 0F38
  bool has_scalar_form;
};

Opcode opcode_of(Mnemonic mnemonic) {
  switch (mnemonic) {
    case Mnemonic::load:
      return {0x10, 1, true};
    case Mnemonic::store:
      return {0x11, 1, true};
    case Mnemonic::copy:
      return {0x28, 1, false};
    case Mnemonic::zero:
      return {0x57, 1, false};
    case Mnemonic::add:
      return {0x58, 1, true};
    case Mnemonic::multiply:
      return {0x59, 1, true};
    case Mnemonic::subtract:
      return {0x5c, 1, true};
    case Mnemonic::divide:
      return {0x5e, 1, true};
    case Mnemonic::multiply_add_132:
      return {0x98, 2, true};
    case Mnemonic::multiply_add_213:
      return {0xa8, 2, true};
    case Mnemonic::multiply_add_231:
      return {0xb8, 2, true};
    case Mnemonic::multiply_subtract_132:
      return {0x9c, 2, true};
    case Mnemonic::multiply_subtract_213:
      return {0xac, 2, true};
    case Mnemonic::multiply_subtract_231:
      return {0xbc, 2, true};
  }
  return {};
}

bool has_two_sources(Mnemonic mnemonic) {
  return mnemonic != Mnemonic::load && mnemonic != Mnemonic::store && mnemonic != Mnemonic::copy;
}

/// Registers that a function may change, beside those of its arguments.
constexpr std::array window_registers{0, 1, 8, 9, 10, 11};  // rax, rcx, r8 to r11
constexpr std::array arguments{7, 6, 2};                    // rdi, rsi, rdx: System V order
constexpr std::uint32_t window_elements = 256;
constexpr std::uint32_t window_centre = 128;
constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

struct Window {
  int array = 0;
  std::uint32_t index = 0;
  std::vector<std::size_t> uses;  ///< instructions, ascending
  std::size_t n_past = 0;
  int pointer = -1;

  std::size_t next_use() const { return n_past < uses.size() ? uses[n_past] : never; }
};

class Encoder {
 public:
  Encoder(const LaneMachine& machine, const std::vector<LaneInstruction>& instructions)
      : machine_(machine), instructions_(instructions) {
    holder_.fill(nobody);
    if (machine.is_evex) find_windows();
  }

  std::vector<std::uint8_t> encode() {
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
      const LaneInstruction& instruction = instructions_[i];
      if (instruction.has_memory && machine_.is_evex) open_window(i);
      for (int part = 0; part < machine_.parts; ++part) write(i, part);
    }
    for (const unsigned value : {0xc5U, 0xf8U, 0x77U, 0xc3U}) byte(value);  // vzeroupper; ret
    return std::move(bytes_);
  }

 private:
  static constexpr std::size_t nobody = never;

  void find_windows() {
    std::unordered_map<std::uint64_t, std::size_t> known;
    window_of_.assign(instructions_.size(), nobody);
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
      if (!instructions_[i].has_memory) continue;
      const LaneOperand& operand = instructions_[i].memory;
      const std::uint32_t index = operand.element / window_elements;
      const std::uint64_t key = std::uint64_t{index} << 2U | static_cast<unsigned>(operand.array);
      const auto [found, is_new] = known.try_emplace(key, windows_.size());
      if (is_new) windows_.push_back({.array = operand.array, .index = index, .uses = {}});
      windows_[found->second].uses.push_back(i);
      window_of_[i] = found->second;
    }
  }

  /// Gives the window of instruction i a pointer if it is needed again before that of another.
  void open_window(std::size_t i) {
    Window& window = windows_[window_of_[i]];
    ++window.n_past;
    if (window.pointer >= 0) return;
    const auto next_use_of = [this](std::size_t holder) {
      return holder == nobody ? never : windows_[holder].next_use();
    };
    const auto victim = std::max_element(
        holder_.begin(), holder_.end(),
        [&](std::size_t a, std::size_t b) { return next_use_of(a) < next_use_of(b); });
    if (window.next_use() >= next_use_of(*victim)) return;
    if (*victim != nobody) windows_[*victim].pointer = -1;
    *victim = window_of_[i];
    window.pointer = window_registers[static_cast<std::size_t>(victim - holder_.begin())];
    load_address(window);
  }

  /// lea pointer, [argument + offset]: REX.W 8D /r
  void load_address(const Window& window) {
    const int base = arguments[static_cast<std::size_t>(window.array)];
    byte(window.pointer < 8 ? 0x48 : 0x4c);
    byte(0x8d);
    byte(static_cast<unsigned>(2 << 6 | (window.pointer & 7) << 3 | base));
    long_offset((window.index * window_elements + window_centre) * machine_.stride);
  }

  void write(std::size_t i, int part) {
    const LaneInstruction& instruction = instructions_[i];
    const int shift = part * machine_.n_registers;
    const Opcode opcode = opcode_of(instruction.mnemonic);
    const bool is_scalar = machine_.is_scalar && opcode.has_scalar_form;
    const int reg = instruction.target + shift;
    const int second = has_two_sources(instruction.mnemonic) ? instruction.a + shift : 0;
    const Window* window =
        instruction.has_memory && machine_.is_evex ? &windows_[window_of_[i]] : nullptr;
    const bool is_near = window != nullptr && window->pointer >= 0;
    int base = instruction.b + shift;
    if (is_near) {
      base = window->pointer;
    } else if (instruction.has_memory) {
      base = arguments[static_cast<std::size_t>(instruction.memory.array)];
    }
    const int prefix = is_scalar && opcode.map == 1 ? 3 : 1;  // F2 or 66
    machine_.is_evex ? prefix_evex(opcode, prefix, reg, second, base)
                     : prefix_vex(opcode, prefix, is_scalar, reg, second, base);
    byte(opcode.packed + (is_scalar && opcode.map == 2 ? 1U : 0U));
    // A register, a one-byte or a four-byte offset.
    const int mod = !instruction.has_memory ? 3 : is_near ? 1 : 2;
    byte(static_cast<unsigned>(mod << 6 | (reg & 7) << 3 | (base & 7)));
    if (!instruction.has_memory) return;
    if (is_near) {
      byte(instruction.memory.element % window_elements - window_centre);
    } else {
      long_offset(instruction.memory.element * machine_.stride +
                  static_cast<std::uint32_t>(part) * machine_.length);
    }
  }

  /// C4 | ~R ~X ~B map | W ~vvvv L pp
  void prefix_vex(const Opcode& opcode, int prefix, bool is_scalar, int reg, int second, int base) {
    const int is_wide = is_scalar || machine_.is_scalar ? 0 : 1;
    byte(0xc4);
    byte(static_cast<unsigned>((reg < 8 ? 0x80 : 0) | 0x40 | (base < 8 ? 0x20 : 0) | opcode.map));
    byte(static_cast<unsigned>((opcode.map == 2 ? 0x80 : 0) | (~second & 15) << 3 | is_wide << 2 |
                               prefix));
  }

  /// 62 | ~R ~X ~B ~R' 0 map | W ~vvvv 1 pp | z L'L b ~V' aaa; X extends a register in rm.
  void prefix_evex(const Opcode& opcode, int prefix, int reg, int second, int base) {
    const unsigned length = machine_.length == 64 ? 2 : machine_.length == 32 ? 1 : 0;
    byte(0x62);
    byte(static_cast<unsigned>(((reg & 8) == 0 ? 0x80 : 0) | ((base & 16) == 0 ? 0x40 : 0) |
                               ((base & 8) == 0 ? 0x20 : 0) | ((reg & 16) == 0 ? 0x10 : 0) |
                               opcode.map));
    byte(static_cast<unsigned>(0x80 | (~second & 15) << 3 | 0x04 | prefix));
    byte(length << 5U | ((second & 16) == 0 ? 0x08U : 0U));
  }

  void byte(unsigned value) { bytes_.push_back(static_cast<std::uint8_t>(value)); }
  void long_offset(std::uint32_t offset) {
    for (int shift = 0; shift < 32; shift += 8) byte(offset >> shift & 0xffU);
  }

  const LaneMachine machine_;
  const std::vector<LaneInstruction>& instructions_;
  std::vector<Window> windows_;
  std::vector<std::size_t> window_of_;                         ///< of an instruction
  std::array<std::size_t, window_registers.size()> holder_{};  ///< window of a pointer register
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

LaneMachine lane_machine(Isa isa, std::size_t lanes) {
  const auto stride = static_cast<std::uint32_t>(lanes * sizeof(double));
  const bool is_evex = isa == Isa::avx512;
  const int parts = stride > 32 && !is_evex ? 2 : 1;
  return {.is_evex = is_evex,
          .is_scalar = lanes == 1,
          .n_registers = is_evex ? 32 : 16 / parts,
          .parts = parts,
          .length = stride / static_cast<std::uint32_t>(parts),
          .stride = stride};
}

std::vector<std::uint8_t> encode(const LaneMachine& machine,
                                 const std::vector<LaneInstruction>& instructions) {
  return Encoder(machine, instructions).encode();
}

}  // namespace sigdyn::detail
