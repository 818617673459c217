/// One measurement: a solver at one tolerance over a number of draws, timed and compared.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "baseline/baseline_cvode.hpp"
#include "ode/integrator.hpp"
#include "work_precision/bench_model.hpp"

namespace sigdyn::bench {

/// What is measured: ours (method and lanes) or a baseline.
struct Contender {
  std::string name;
  bool is_baseline = false;
  Method method = Method::automatic;
  std::size_t lanes = 1;
  BaselineSolver baseline = BaselineSolver::klu;
};

struct Measurement {
  std::string contender;
  double rtol = 0.0;
  std::size_t n_draws = 0;    ///< over which time and error are taken
  double seconds = 0.0;       ///< thread CPU time per simulation, median over repeats
  double error_median = 0.0;  ///< over draws, of max over species and times
  double error_p90 = 0.0;
  std::size_t n_failed = 0;
  double n_steps = 0.0;  ///< per simulation
  double n_rhs = 0.0;
  double n_decompositions = 0.0;
};

struct Workload {
  std::size_t first_draw = 0;
  std::size_t n_draws = 1;
  std::size_t n_outputs = 20;
  double budget = 10.0;  ///< [s] for one measurement; first repeats, then draws are cut to it
  std::size_t n_repeats = 3;
};

/// Outputs [n_draws][n_outputs][n_states] by `contender` at rtol, untimed.
std::vector<double> solve(const BenchModel& model, const Contender& contender, double rtol,
                          const Workload& work);

/// The errors of two sets of outputs, one per draw: max over species and times of
/// |y - ref| / (|ref| + A). Only draws that both have are compared.
std::vector<double> errors_of(const BenchModel& model, const std::vector<double>& outputs,
                              const std::vector<double>& reference, std::size_t n_outputs);

/// Times `contender` and takes its errors against `reference` (as from solve()).
Measurement measure(const BenchModel& model, const Contender& contender, double rtol,
                    const Workload& work, const std::vector<double>& reference);

/// CPU time of the calling thread [s].
double thread_seconds();

}  // namespace sigdyn::bench
