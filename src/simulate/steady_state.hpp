/// Steady states: where a model comes to rest, how fast, and whether it stays there.
#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <vector>

#include "simulate/run.hpp"

namespace sigdyn {

enum class Stability : std::uint8_t {
  stable,    ///< all eigenvalues have negative real parts
  unstable,  ///< one has a positive real part: the model leaves this state after any disturbance
  marginal,  ///< one has a real part that rounding does not tell from zero
  unknown    ///< no steady state was found, or the model is too large for eigenvalues
};
const char* to_string(Stability stability);

struct SteadyState {
  bool is_found = false;
  bool is_reached = false;  ///< by integration; if only found, Newton's method got there
  NetworkValues values;     ///< at the steady state; else where the integration ended
  double residual = 0.0;    ///< max over states of |dy/dt| / error scale [1/time]
  Stability stability = Stability::unknown;
  std::vector<std::complex<double>> eigenvalues;  ///< [1/time] by falling real part, laws left out
  std::string verdict;                            ///< in words, with what to try if not found
  SolverStats stats;
};

/// Integrates from the start values of `plan` (overrides, protocol at t_begin, the actions of its
/// equilibration) for at most `at_most`, then refines by Newton's method. Where the integration
/// does not settle, Newton's method starts from where it ended, so that the unstable state inside
/// an oscillation is found too. Conservation laws keep the values they start with. Eigenvalues up
/// to 2000 states. Expects at_most > 0.
SteadyState find_steady_state(const Simulator& simulator, const RunPlan& plan, double at_most,
                              const SimulateOptions& options);

}  // namespace sigdyn
