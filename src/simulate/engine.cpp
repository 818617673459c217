#include "simulate/engine.hpp"

#include "simulate/stateless_integrator.hpp"

namespace sigdyn {
namespace {

bool takes_lanes(Method method) {
  return method == Method::rodas5p || method == Method::rock4 || method == Method::dopri5;
}

/// Equal but for what all rungs share.
bool same_rung(const IntegratorOptions& a, const IntegratorOptions& b) {
  return a.method == b.method && a.error.rtol == b.error.rtol && a.error.atol == b.error.atol;
}

}  // namespace

EnginePlan::EnginePlan(const std::vector<IntegratorOptions>& run_ladder,
                       const std::vector<IntegratorOptions>& equilibration_ladder,
                       std::size_t lanes)
    : run_ladder_(run_ladder), equilibration_ladder_(equilibration_ladder) {
  for (const IntegratorOptions& options : run_ladder) {
    const bool is_first = run_engine_.empty();
    run_engine_.push_back(add(options, is_first && takes_lanes(options.method) ? lanes : 1));
  }
  for (const IntegratorOptions& options : equilibration_ladder) {
    const bool is_first = equilibration_engine_.empty();
    equilibration_engine_.push_back(
        add(options, is_first && takes_lanes(options.method) ? lanes : 1));
  }
}

std::size_t EnginePlan::add(const IntegratorOptions& options, std::size_t lanes) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (same_rung(specs_[i].options, options)) return i;
  }
  specs_.push_back({options, lanes});
  return specs_.size() - 1;
}

std::size_t EnginePlan::engine_for(const Job& job) const {
  const auto& engines = job.purpose == Job::Purpose::run ? run_engine_ : equilibration_engine_;
  return engines[static_cast<std::size_t>(job.rung)];
}

const std::vector<IntegratorOptions>& EnginePlan::ladder(Job::Purpose purpose) const {
  return purpose == Job::Purpose::run ? run_ladder_ : equilibration_ladder_;
}

Engine make_engine(const Kernel& kernel, const EngineSpec& spec,
                   const std::shared_ptr<const SymbolicLu>& lu) {
  Engine engine;
  engine.system = make_kernel_system(kernel, spec.lanes);
  engine.integrator = kernel.n_states() == 0 ? make_stateless_integrator()
                                             : make_integrator(*engine.system, spec.options, lu);
  return engine;
}

bool needs_symbolic_lu(Method method) {
  return method == Method::rodas5p;
}

}  // namespace sigdyn
