#include <algorithm>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "base/contract.hpp"
#include "ode/symbolic_lu.hpp"
#include "simulate/apply_actions.hpp"
#include "simulate/engine.hpp"
#include "simulate/error_scale.hpp"
#include "simulate/job_queue.hpp"
#include "simulate/recorder.hpp"
#include "simulate/retry_ladder.hpp"
#include "simulate/run.hpp"
#include "simulate/run_client.hpp"

namespace sigdyn {
namespace {

/// Takes engine after engine, as the queue says, until there is nothing left to do.
class Worker {
 public:
  using LuSource = std::function<std::shared_ptr<const SymbolicLu>()>;

  Worker(const RunContext& context, LuSource lu) : context_(context), lu_(std::move(lu)) {}

  void work() {
    try {
      while (const auto engine = context_.queue->next_engine()) station(*engine).run();
    } catch (...) {
      context_.queue->abort(std::current_exception());
    }
  }

 private:
  struct Station {
    Engine engine;
    RunClient client;
    void run() {
      client.begin_call();
      engine.integrator->run(client);
    }
  };

  Station& station(std::size_t number) {
    const auto found = stations_.find(number);
    if (found != stations_.end()) return *found->second;
    const EngineSpec& spec = (*context_.engines)[number];
    Engine engine = make_engine(*context_.kernel, spec,
                                needs_symbolic_lu(spec.options.method) ? lu_() : nullptr);
    KernelSystem& system = *engine.system;
    auto made =
        std::make_unique<Station>(Station{std::move(engine), RunClient(context_, system, number)});
    return *stations_.emplace(number, std::move(made)).first->second;
  }

  RunContext context_;
  LuSource lu_;
  std::map<std::size_t, std::unique_ptr<Station>> stations_;  // by engine
};

/// Lanes pay when most of them have work; a lane without a task costs as much as one with.
std::size_t lanes_worth_filling(std::size_t best, std::size_t n_runs, unsigned n_threads) {
  const std::size_t per_thread = n_runs / std::max(1U, n_threads);
  if (per_thread >= best / 2) return best;
  return per_thread >= 2 ? std::min<std::size_t>(4, best) : 1;
}

}  // namespace

struct Simulator::Shared {
  explicit Shared(const Network& n) : network(&n), kernel(n) {}

  /// Symbolic work is left until a method asks for it: it can take seconds on large networks.
  const ErrorScale& error_scale() {
    std::call_once(error_scale_once,
                   [this] { scale = std::make_unique<ErrorScale>(*network, kernel); });
    return *scale;
  }
  std::shared_ptr<const SymbolicLu> lu(std::uint64_t max_multiply_adds) {
    const std::lock_guard lock(lu_mutex);
    if (symbolic == nullptr && max_multiply_adds > lu_work_exceeds) {
      symbolic =
          analyse_pattern(make_kernel_system(kernel, 1)->jacobian_pattern(), max_multiply_adds);
      if (symbolic == nullptr) lu_work_exceeds = max_multiply_adds;
    }
    const bool is_affordable =
        symbolic != nullptr && symbolic->n_multiply_adds() <= max_multiply_adds;
    return is_affordable ? symbolic : nullptr;
  }

  const Network* network;
  Kernel kernel;
  std::once_flag error_scale_once;
  std::unique_ptr<const ErrorScale> scale;
  std::mutex lu_mutex;
  std::uint64_t lu_work_exceeds = 0;  // what is known of the LU while there is none
  std::shared_ptr<const SymbolicLu> symbolic;
};

Simulator::Simulator(const Network& network) : shared_(std::make_unique<Shared>(network)) {}
Simulator::~Simulator() = default;

const Network& Simulator::network() const {
  return *shared_->network;
}
const Kernel& Simulator::kernel() const {
  return shared_->kernel;
}

MethodChoice Simulator::choose(const RunPlan& plan, const SimulateOptions& options) const {
  const Method asked = options.integrator.method;
  if (shared_->kernel.n_states() == 0) return {Method::dopri5, 1, "the network has no states"};
  if (asked == Method::cvode_bdf || asked == Method::cvode_gmres) {
    return {asked, 1, "as asked for"};
  }
  // Where nothing is integrated but an equilibration, that is the window.
  RunPlan window = plan;
  window.equilibration.reset();
  if (plan.output_times.empty() && plan.equilibration) {
    window.output_times = {plan.t_begin + plan.equilibration->at_most};
  }
  const Recorder recorder(network(), kernel(), RecordOptions{false, false, false, false});
  RunProgress probe(network(), kernel(), shared_->error_scale(), recorder);
  LaneTask task;
  const bool can_probe =
      !window.output_times.empty() &&
      probe.begin(window, values_with_overrides(kernel(), plan.overrides, plan.t_begin)) ==
          SolveStatus::success &&
      probe.next_segment(task);
  if (!can_probe) {
    return {asked == Method::automatic ? Method::rodas5p : asked, 1, "there is nothing to probe"};
  }
  const auto system = make_kernel_system(kernel(), 1);
  system->set_history(0, probe.history());
  system->set_constants(0, probe.values());
  MethodChoice choice = choose_method(
      *system, [this](std::uint64_t most) { return shared_->lu(most); }, task,
      window.output_times.back() - plan.t_begin, options.integrator.error);
  if (asked != Method::automatic) choice = {asked, choice.lanes, "as asked for"};
  return choice;
}

void Simulator::run(std::size_t n_runs, const PlanSource& plan, const SimulateOptions& options,
                    const Deliver& deliver, const std::function<bool()>& cancelled) const {
  if (n_runs == 0) return;

  IntegratorOptions first = options.integrator;
  std::size_t lanes = options.lanes;
  if (first.method == Method::automatic || lanes == 0) {
    const MethodChoice choice = choose(plan(0), options);
    first.method = choice.method;
    if (lanes == 0) lanes = lanes_worth_filling(choice.lanes, n_runs, options.n_threads);
  }
  const std::size_t n_states = kernel().n_states();
  const EnginePlan engines(make_retry_ladder(first, options.retry, n_states),
                           make_equilibration_ladder(first, options.retry, n_states), lanes);
  const Recorder recorder(network(), kernel(), options.record);
  JobQueue queue(kernel(), engines, recorder, {n_runs, &plan, &deliver, &cancelled});
  const RunContext context{&network(), &kernel(), &shared_->error_scale(),
                           &recorder,  &engines,  &queue};

  const auto work = [&] { Worker(context, [this] { return shared_->lu(any_work); }).work(); };
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < options.n_threads && i < n_runs; ++i) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  queue.rethrow_if_aborted();
}

std::vector<RunResult> Simulator::run(const std::vector<RunPlan>& plans,
                                      const SimulateOptions& options) const {
  std::vector<RunResult> results(plans.size());
  run(
      plans.size(), [&plans](std::size_t i) { return plans[i]; }, options,
      [&results](std::size_t i, RunResult&& result) { results[i] = std::move(result); });
  return results;
}

}  // namespace sigdyn
