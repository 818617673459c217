/// The engines of one call of Simulator::run: which integrator, with what, on how many lanes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "kernel/kernel.hpp"
#include "ode/integrator.hpp"
#include "simulate/job.hpp"

namespace sigdyn {

struct EngineSpec {
  IntegratorOptions options;
  std::size_t lanes = 1;
};

/// All engines that the rungs of both retry ladders need, equal ones once.
class EnginePlan {
 public:
  /// Rung 0 of the runs gets `lanes`; what shares its options shares its lanes, all else is scalar.
  EnginePlan(const std::vector<IntegratorOptions>& run_ladder,
             const std::vector<IntegratorOptions>& equilibration_ladder, std::size_t lanes);

  std::size_t size() const { return specs_.size(); }
  const EngineSpec& operator[](std::size_t engine) const { return specs_[engine]; }

  std::size_t engine_for(const Job& job) const;
  const std::vector<IntegratorOptions>& ladder(Job::Purpose purpose) const;

 private:
  std::size_t add(const IntegratorOptions& options, std::size_t lanes);

  std::vector<IntegratorOptions> run_ladder_;
  std::vector<IntegratorOptions> equilibration_ladder_;
  std::vector<EngineSpec> specs_;
  std::vector<std::size_t> run_engine_;            // by rung
  std::vector<std::size_t> equilibration_engine_;  // by rung
};

/// One engine of one thread.
struct Engine {
  std::unique_ptr<KernelSystem> system;
  std::unique_ptr<Integrator> integrator;
};

/// `kernel` must outlive the engine.
Engine make_engine(const Kernel& kernel, const EngineSpec& spec,
                   const std::shared_ptr<const SymbolicLu>& lu);

/// True if the method does linear algebra with the symbolic LU.
bool needs_symbolic_lu(Method method);

}  // namespace sigdyn
