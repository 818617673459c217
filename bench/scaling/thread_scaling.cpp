/// Question: how much faster are two threads than one on an ensemble, command and queue included?
/// usage: thread_scaling MODEL UNTIL DRAWS [SPECIES AMOUNT]
/// Prints the wall-clock seconds of each and their ratio: medians over five turns.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "simulate/run.hpp"
#include "work_precision/bench_model.hpp"

namespace {

using namespace sigdyn;
using namespace sigdyn::bench;

/// Draw i as a plan: whatever differs from the network's own values is set.
RunPlan plan_of(const BenchModel& model, std::size_t i_draw) {
  const NetworkValues own = model.kernel().initial_values(0.0);
  const NetworkValues drawn = model.draw(i_draw);
  RunPlan plan;
  const auto set = [&plan](SymbolKind kind, std::size_t i, double value) {
    plan.overrides.push_back(
        {Action::Kind::set, {kind, static_cast<std::uint32_t>(i)}, value, {}, {}, {}});
  };
  for (std::size_t i = 0; i < drawn.parameters.size(); ++i) {
    if (drawn.parameters[i] != own.parameters[i]) {
      set(SymbolKind::parameter, i, drawn.parameters[i]);
    }
  }
  for (std::size_t i = 0; i < drawn.species.size(); ++i) {
    if (drawn.species[i] != own.species[i]) set(SymbolKind::species, i, drawn.species[i]);
  }
  plan.output_times = model.output_times(20);
  return plan;
}

double seconds(const Simulator& simulator, const std::vector<RunPlan>& plans, unsigned n_threads) {
  SimulateOptions options;
  options.n_threads = n_threads;
  std::size_t n_failed = 0;
  const auto begin = std::chrono::steady_clock::now();
  simulator.run(
      plans.size(), [&plans](std::size_t i) { return plans[i]; }, options,
      [&n_failed](std::size_t, RunResult&& result) {
        if (result.status != RunStatus::success) ++n_failed;
      });
  const std::chrono::duration<double> used = std::chrono::steady_clock::now() - begin;
  if (n_failed > 0) fmt::print(stderr, "{} of {} runs failed\n", n_failed, plans.size());
  return used.count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 6) {
    fmt::print(stderr, "usage: thread_scaling MODEL UNTIL DRAWS [SPECIES AMOUNT]\n");
    return 2;
  }
  std::map<std::string, double> initial;
  if (argc == 6) initial[argv[4]] = std::atof(argv[5]);
  const BenchModel model("model", argv[1], std::atof(argv[2]), initial);
  std::vector<RunPlan> plans;
  for (int i = 1; i <= std::atoi(argv[3]); ++i) {
    plans.push_back(plan_of(model, static_cast<std::size_t>(i)));
  }
  const Simulator simulator(model.network());
  std::vector<double> one, two;
  for (int turn = 0; turn < 5; ++turn) {
    one.push_back(seconds(simulator, plans, 1));
    two.push_back(seconds(simulator, plans, 2));
  }
  fmt::print("1 thread {:.3f} s, 2 threads {:.3f} s, ratio {:.2f}\n", median(one), median(two),
             median(one) / median(two));
  return 0;
}
