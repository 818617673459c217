/// Question: how long do the static LU, its triangular solves and the vector operations of a step
/// take per lane, how many multiply-adds is that, and how much of what a core can read? Usage:
/// SIGDYN_BENCH_MODEL=file.net ode_bench [Google Benchmark options]
#include <algorithm>
#include <cstdlib>
#include <memory>

#include <benchmark/benchmark.h>

#include "base/aligned_vector.hpp"
#include "base/isa.hpp"
#include "kernel/read_peak.hpp"
#include "ode/detail/lane_ops.hpp"
#include "ode/detail/lu_tables.hpp"
#include "ode/detail/written_lu.hpp"
#include "ode/integrator.hpp"
#include "ode/symbolic_lu.hpp"
#include "work_precision/bench_model.hpp"

namespace {

using namespace sigdyn;
using namespace sigdyn::bench;

const BenchModel& model() {
  static const char* path = std::getenv("SIGDYN_BENCH_MODEL");
  static const BenchModel loaded("model", path == nullptr ? "model.net" : path, 1.0);
  return loaded;
}

const SymbolicLu& symbolic() {
  static const auto lu =
      analyse_pattern(make_kernel_system(model().kernel(), 1)->jacobian_pattern());
  return *lu;
}

struct Factors {
  explicit Factors(std::size_t n_lanes)
      : lanes(n_lanes),
        ops(detail::lane_ops(n_lanes)),
        tables(symbolic()),
        written(detail::write_lu(symbolic(), current_isa(), n_lanes)),
        places(symbolic().size()),
        jacobian(symbolic().jacobian_position.size() * n_lanes),
        diagonal(n_lanes, 10.0),
        lu(symbolic().n_stored() * n_lanes),
        work(std::max(tables.n_work(), detail::WrittenLuWork(symbolic().size()).size) * n_lanes,
             -1.0),
        smallest(n_lanes),
        input(places.size * n_lanes, 1.0),
        x(symbolic().size() * n_lanes) {
    const auto system = make_kernel_system(model().kernel(), n_lanes);
    const NetworkValues values = model().draw(0);
    AlignedVector t(n_lanes, 0.0), y;
    for (std::size_t lane = 0; lane < n_lanes; ++lane) system->set_constants(lane, values);
    for (const double state : model().states_of(values)) y.insert(y.end(), n_lanes, state + 1.0);
    system->jacobian(t.data(), y.data(), jacobian.data());
    factor();
  }
  /// As Rodas5P does it: by written code where there is any, by tables otherwise.
  void factor() {
    if (written.factor) {
      const detail::WrittenLuWork at(symbolic().size());
      std::copy(diagonal.begin(), diagonal.end(), work.data() + at.diagonal * lanes);
      written.factor(jacobian.data(), lu.data(), work.data());
      return;
    }
    ops.factor(tables.view(), jacobian.data(), diagonal.data(), lu.data(), work.data(),
               smallest.data());
  }
  void solve() {
    if (written.solve) {
      written.solve(lu.data(), x.data(), input.data());
      return;
    }
    ops.solve(tables.view(), lu.data(),
              {.f = input.data() + places.f * lanes,
               .sum = input.data() + places.sum * lanes,
               .inverse_h = diagonal.data()},
              x.data());
  }

  std::size_t lanes;
  const detail::LaneOps& ops;
  detail::LuTables tables;
  detail::WrittenLu written;
  detail::WrittenSolveInput places;
  AlignedVector jacobian, diagonal, lu, work, smallest, input, x;
};

/// n_values: entries of J, of the factors, elements of vectors that are read or written, once each.
void report(benchmark::State& state, std::size_t n_lanes, std::uint64_t n_multiply_adds,
            std::size_t n_values) {
  const auto calls = static_cast<double>(state.iterations()) * static_cast<double>(n_lanes);
  state.counters["per_lane"] =
      benchmark::Counter(calls, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["multiply_adds"] =
      benchmark::Counter(calls * static_cast<double>(n_multiply_adds), benchmark::Counter::kIsRate);
  const std::size_t n_bytes = n_values * n_lanes * sizeof(double);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(n_bytes));
  state.counters["share_of_peak"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(n_bytes) / read_peak(n_bytes),
      benchmark::Counter::kIsRate);
}

void decomposition(benchmark::State& state) {
  Factors factors(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    factors.factor();
    benchmark::ClobberMemory();
  }
  report(state, factors.lanes, symbolic().n_multiply_adds(),
         symbolic().jacobian_position.size() + symbolic().n_stored());
}
BENCHMARK(decomposition)->Arg(1)->Arg(4)->Arg(8);

void triangular_solve(benchmark::State& state) {
  Factors factors(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    factors.solve();
    benchmark::ClobberMemory();
  }
  report(state, factors.lanes, symbolic().n_stored(),
         symbolic().n_stored() + 3 * symbolic().size());
}
BENCHMARK(triangular_solve)->Arg(1)->Arg(4)->Arg(8);

}  // namespace

BENCHMARK_MAIN();
