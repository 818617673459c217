/// The loops over tables, one copy per instruction set: kernel_sse2.cpp, kernel_avx2.cpp,
/// kernel_avx512.cpp. Plain pointers only, so that no inline function of the standard library is
/// compiled for a set the processor may lack.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/detail/program.hpp"

namespace sigdyn::detail {

template <class Item>
struct Table {
  const Item* items = nullptr;
  std::uint32_t size = 0;
  const Item* begin() const { return items; }
  const Item* end() const { return items + size; }
};

struct TapeView {
  Table<CodeLine> code;
  Table<PlaceScatter> scatter;
};

/// A Program as pointers; the Program must outlive it.
struct ProgramView {
  std::uint32_t n_states = 0, n_nonzero = 0, sums_at = 0, copies_at = 0;
  Table<std::uint32_t> sum_start, sum_states;
  Table<SimpleRate> simple_rates;
  Table<SummedRate> summed_rates;
  Table<SummedRateTerm> summed_rate_terms;
  Table<RunHeader> runs, reversible_runs, sources;
  Table<std::uint16_t> short_pairs;
  Table<std::uint32_t> long_pairs;
  Table<GeneralHeader> generals;
  Table<ProductHeader> products;
  Table<std::uint32_t> factors;
  Table<ScatterChange> changes;
  Table<GatherShape> shapes;
  Table<std::uint32_t> stream;
  Table<DeepProduct> deep_products;
  Table<std::uint32_t> deep_factors;
  Table<std::uint32_t> copied_states;
  TapeView rhs_tape, jacobian_tape, time_tape;
};

ProgramView view(const Program& program);

/// The past of the lanes: value of the network's expression `operand` in lane `lane` at t_past.
struct LanePast {
  double (*value)(const void* context, std::size_t lane, std::uint32_t operand,
                  double t_past) = nullptr;
  const void* context = nullptr;
};

/// All arrays over lanes, 64-byte aligned; `workspace` holds the slots.
struct LaneFunctions {
  void (*rhs)(const ProgramView&, const LanePast&, const double* t, const double* y,
              double* workspace, double* dydt) = nullptr;
  void (*jacobian)(const ProgramView&, const LanePast&, const double* t, const double* y,
                   double* workspace, double* values) = nullptr;
  /// The parts that tapes add to the two above.
  void (*add_rhs_tape)(const ProgramView&, const LanePast&, const double* t, const double* y,
                       double* workspace, double* dydt) = nullptr;
  void (*add_jacobian_tape)(const ProgramView&, const LanePast&, const double* t, const double* y,
                            double* workspace, double* values) = nullptr;
  void (*time_derivative)(const ProgramView&, const LanePast&, const double* t, const double* y,
                          double* workspace, double* dfdt) = nullptr;
};

/// W in {1, 4, 8}.
LaneFunctions sse2_functions(std::size_t lanes);
LaneFunctions avx2_functions(std::size_t lanes);
LaneFunctions avx512_functions(std::size_t lanes);

}  // namespace sigdyn::detail
