/// Straight-line machine code over lanes, written at run time for one small model.
///
/// Loops over tables spend most of a small model's time on indices and branches. This writes the
/// loads, arithmetic and stores of one evaluation one after the other, in time linear in their
/// number, for AVX2 or AVX-512. The code is a sequence of IEEE operations in the order given, the
/// same for every W, so that a lane has the same bits whatever W is.
///
/// Encoding after: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections
/// 2.3 (VEX) and 2.7 (EVEX).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/isa.hpp"

namespace sigdyn {

/// Machine code that may be run; freed with its last owner.
class LaneFunction {
 public:
  using Pointer = void (*)(const double* first, double* second, double* third);

  LaneFunction() = default;
  explicit operator bool() const { return code_ != nullptr; }

  /// Calls the code with the three arrays its operands refer to; the first is only read.
  void operator()(const double* first, double* second, double* third) const {
    pointer_(first, second, third);
  }

 private:
  friend class LaneCode;
  std::shared_ptr<void> code_;
  Pointer pointer_ = nullptr;
};

/// One of the arrays of a LaneFunction, 0 to 2, and the element (W doubles) in it.
struct LaneOperand {
  int array = 0;
  std::uint32_t element = 0;
};

class LaneCode {
 public:
  /// Registers 0 to n_registers - 1 hold W doubles each.
  static constexpr int n_registers = 8;

  /// Expects avx2 or avx512 and W in {1, 4, 8}.
  LaneCode(Isa isa, std::size_t lanes);

  void load(int target, LaneOperand source);
  void store(LaneOperand target, int source);
  void zero(int target);
  void add(int target, LaneOperand b);       ///< target += b
  void subtract(int target, LaneOperand b);  ///< target -= b
  void multiply(int target, int a, LaneOperand b);
  void divide(int target, int a, LaneOperand b);  ///< target = a / b
  void add(int target, int b);
  void multiply_add(int target, int a, LaneOperand b);       ///< target += a * b, one rounding
  void multiply_subtract(int target, int a, LaneOperand b);  ///< target -= a * b, one rounding

  /// Operations so far; the same for every W.
  std::size_t n_operations() const { return n_operations_; }

  /// Ends the code and makes it executable; an empty function where the system does not allow that.
  LaneFunction finish();

 private:
  struct Operation;
  void emit(const Operation& operation, int reg, int vvvv, const LaneOperand* memory, int rm);
  void emit_part(const Operation& operation, int reg, int vvvv, const LaneOperand* memory, int rm,
                 std::uint32_t offset);
  void prefix_vex(const Operation& operation, int reg, int vvvv, int base);
  void prefix_evex(const Operation& operation, int reg, int vvvv, int base);
  void byte(unsigned value) { bytes_.push_back(static_cast<std::uint8_t>(value)); }

  bool is_scalar_;
  bool is_wide_;          ///< 512-bit registers
  int parts_;             ///< machine registers per register
  std::uint32_t stride_;  ///< bytes per element
  std::vector<std::uint8_t> bytes_;
  std::size_t n_operations_ = 0;
};

}  // namespace sigdyn
