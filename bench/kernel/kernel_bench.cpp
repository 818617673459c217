/// Question: how long do the right-hand side and the Jacobian take per lane, and per reaction, and
/// how much of what a core can read do they move? Counted are what must be read and written,
/// states, derivatives, entries; share_of_peak is their rate over read_peak() of as many bytes.
/// Usage: SIGDYN_BENCH_MODEL=file.net kernel_bench [Google Benchmark options]
#include <cstdlib>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/aligned_vector.hpp"
#include "kernel/read_peak.hpp"
#include "work_precision/bench_model.hpp"

namespace {

using namespace sigdyn;
using namespace sigdyn::bench;

const BenchModel& model() {
  static const char* path = std::getenv("SIGDYN_BENCH_MODEL");
  static const BenchModel loaded("model", path == nullptr ? "model.net" : path, 1.0);
  return loaded;
}

/// A system with all lanes at the initial state, moved a little into its interior so that no flux
/// is 0.
struct Lanes {
  explicit Lanes(std::size_t n_lanes)
      : system(make_kernel_system(model().kernel(), n_lanes)), t(n_lanes, 0.0) {
    const NetworkValues values = model().draw(0);
    const std::vector<double> states = model().states_of(values);
    for (std::size_t lane = 0; lane < n_lanes; ++lane) system->set_constants(lane, values);
    for (const double state : states) y.insert(y.end(), n_lanes, state + 1.0);
  }
  std::unique_ptr<KernelSystem> system;
  AlignedVector t;
  AlignedVector y;
};

void report(benchmark::State& state, std::size_t n_lanes, std::size_t n_values) {
  const auto per_call = static_cast<double>(n_lanes * model().kernel().n_reactions());
  state.counters["per_lane"] =
      benchmark::Counter(static_cast<double>(n_lanes) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["per_reaction"] =
      benchmark::Counter(per_call * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  const std::size_t n_bytes = n_values * n_lanes * sizeof(double);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(n_bytes));
  state.counters["share_of_peak"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(n_bytes) / read_peak(n_bytes),
      benchmark::Counter::kIsRate);
}

void right_hand_side(benchmark::State& state) {
  const auto n_lanes = static_cast<std::size_t>(state.range(0));
  Lanes lanes(n_lanes);
  AlignedVector dydt(lanes.y.size());
  for (auto _ : state) {
    lanes.system->rhs(lanes.t.data(), lanes.y.data(), dydt.data());
    benchmark::DoNotOptimize(dydt.data());
    benchmark::ClobberMemory();
  }
  report(state, n_lanes, 2 * model().kernel().n_states());
}
BENCHMARK(right_hand_side)->Arg(1)->Arg(4)->Arg(8);

void jacobian(benchmark::State& state) {
  const auto n_lanes = static_cast<std::size_t>(state.range(0));
  Lanes lanes(n_lanes);
  const std::size_t n_nonzero = lanes.system->jacobian_pattern().column.size();
  AlignedVector values(n_nonzero * n_lanes);
  for (auto _ : state) {
    lanes.system->jacobian(lanes.t.data(), lanes.y.data(), values.data());
    benchmark::DoNotOptimize(values.data());
    benchmark::ClobberMemory();
  }
  report(state, n_lanes, n_nonzero + model().kernel().n_states());
}
BENCHMARK(jacobian)->Arg(1)->Arg(4)->Arg(8);

}  // namespace

BENCHMARK_MAIN();
