/// Straight-line machine code over lanes, written at run time for one small model.
///
/// Loops over tables spend most of a small model's time on indices and branches. This takes the
/// arithmetic of one evaluation as a list of operations on values and writes it one instruction
/// after the other, in time nearly linear in their number, for AVX2 or AVX-512. Values stay in
/// registers as long as there is room: the one that is needed again latest leaves first (Belady,
/// 1966, IBM Systems J. 5:78-101, doi:10.1147/sj.52.0078). What the code computes is the sequence
/// of IEEE operations in the order given, the same for every W and every number of registers, so
/// that a lane has the same bits whatever W is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/isa.hpp"

namespace sigdyn {

/// Machine code that may be run; freed with its last owner.
class LaneFunction {
 public:
  using Pointer = void (*)(const double* first, double* second, double* third);

  LaneFunction() = default;
  explicit operator bool() const { return code_ != nullptr; }

  /// Calls the code with the three arrays its operands refer to. They must not overlap.
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

  friend bool operator==(const LaneOperand&, const LaneOperand&) = default;
  /// A number of its own for each operand.
  friend std::uint64_t key_of(LaneOperand operand) {
    return std::uint64_t{static_cast<std::uint32_t>(operand.array)} << 32U | operand.element;
  }
};

class LaneCode {
 public:
  /// A number per lane that the code reads or computes; an index into what was recorded.
  enum class Value : std::uint32_t {};

  /// Expects avx2 or avx512 and W in {1, 4, 8}.
  LaneCode(Isa isa, std::size_t lanes);

  /// What stands at `source`: what was stored there last, or what the caller passed.
  Value load(LaneOperand source);
  Value zero();
  Value add(Value a, Value b);
  Value subtract(Value a, Value b);  ///< a - b
  Value multiply(Value a, Value b);
  Value divide(Value a, Value b);                      ///< a / b
  Value multiply_add(Value a, Value b, Value c);       ///< c + a * b, one rounding
  Value multiply_subtract(Value a, Value b, Value c);  ///< c - a * b, one rounding
  /// No use of what stood there before may follow.
  void store(LaneOperand target, Value value);

  /// Where the value is kept when registers run out; for values that are neither loaded nor stored
  /// and have more than one use, or wait for theirs. Nobody else may use that element meanwhile.
  void keep_at(LaneOperand home, Value value);

  /// Operations so far; the same for every W.
  std::size_t n_operations() const { return operations_.size(); }

  /// Ends the code and makes it executable; an empty function where the system does not allow that.
  LaneFunction finish();

  enum class Kind : std::uint8_t {
    zero,
    add,
    subtract,
    multiply,
    divide,
    multiply_add,
    multiply_subtract,
    store
  };
  /// `result` is what it computes, or for a store the value stored.
  struct Operation {
    Kind kind = Kind::zero;
    std::uint32_t n_inputs = 0;
    std::uint32_t input[3] = {};
    std::uint32_t result = 0;
    LaneOperand target;
  };
  /// A value is recomputed by loading it where it has a home.
  struct ValueFacts {
    bool has_home = false;
    bool is_stored = false;  ///< at its home from the start
    LaneOperand home;
  };

 private:
  Value record(Kind kind, std::uint32_t n_inputs, Value a, Value b, Value c);

  Isa isa_;
  std::size_t lanes_;
  std::vector<Operation> operations_;
  std::vector<ValueFacts> values_;
  std::unordered_map<std::uint64_t, std::uint32_t> at_;  ///< what stands at an operand
};

}  // namespace sigdyn
