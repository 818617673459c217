#include "simulate/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "network/conservation_law.hpp"
#include "ode/linearisation.hpp"
#include "simulate/error_scale.hpp"

namespace sigdyn {
namespace {

constexpr std::size_t largest_for_eigenvalues = 2000;
constexpr int most_iterations = 50;
constexpr int most_halvings = 12;
constexpr double converged = 1e-9;  ///< Newton step relative to the scale
/// A refined state further than this (relative to the scale) from the settled one is another one.
constexpr double same_state = 1e-3;

/// dy/dt = 0 on the manifold that the conservation laws leave, about given values.
class SteadyEquations {
 public:
  SteadyEquations(const Simulator& simulator, const NetworkValues& values, double t, double span)
      : kernel_(&simulator.kernel()),
        system_(make_kernel_system(simulator.kernel(), 1)),
        values_(values),
        t_(t),
        scale_(system_->size()),
        f_(system_->size()),
        nonzeros_(system_->jacobian_pattern().column.size()) {
    system_->set_constants(0, values);
    const ErrorScale error_scale(simulator.network(), *kernel_);
    std::vector<double> reached(scale_.size());
    error_scale.update(t, span, values, reached, scale_);
    for (const ConservationLaw& law : find_conservation_laws(simulator.network())) add_law(law);
  }

  std::size_t size() const { return scale_.size(); }
  bool depends_on_time() const { return system_->depends_on_time(); }
  double scale(std::size_t i) const { return scale_[i]; }

  /// max over i of |f_i| / scale_i
  double residual(const std::vector<double>& y) {
    evaluate(y);
    double largest = 0.0;
    for (std::size_t i = 0; i < f_.size(); ++i) {
      largest = std::max(largest, std::abs(f_[i]) / scale_[i]);
    }
    return std::isfinite(largest) ? largest : HUGE_VAL;
  }

  Linearisation linearise(const std::vector<double>& y) {
    const SparsityPattern& pattern = system_->jacobian_pattern();
    system_->jacobian(&t_, y.data(), nonzeros_.data());
    std::vector<double> dense(size() * size());
    for (std::size_t row = 0; row < size(); ++row) {
      for (std::size_t k = pattern.row_start[row]; k < pattern.row_start[row + 1]; ++k) {
        dense[row * size() + pattern.column[k]] = nonzeros_[k];
      }
    }
    return {dense, laws_, scale_};
  }

  std::optional<std::vector<double>> newton_step(const std::vector<double>& y) {
    evaluate(y);
    return linearise(y).newton_step(f_);
  }

  bool is_possible(const std::vector<double>& y) const {
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (!(y[i] >= -converged * scale_[i])) return false;
    }
    return true;
  }

 private:
  void evaluate(const std::vector<double>& y) { system_->rhs(&t_, y.data(), f_.data()); }

  void add_law(const ConservationLaw& law) {
    std::vector<double> row(size());
    for (const Term& term : law.terms) {
      const auto state = kernel_->state_of({SymbolKind::species, term.species.index});
      if (state) row[*state] = term.count;
    }
    if (std::ranges::any_of(row, [](double weight) { return weight != 0.0; })) {
      laws_.insert(laws_.end(), row.begin(), row.end());
    }
  }

  const Kernel* kernel_;
  std::unique_ptr<KernelSystem> system_;
  NetworkValues values_;
  double t_;
  std::vector<double> scale_;     // [n]
  std::vector<double> laws_;      // [n_laws][n]
  std::vector<double> f_;         // [n]
  std::vector<double> nonzeros_;  // of the Jacobian
};

/// The largest part of `step` (1, 1/2, 1/4, ...) that lowers the residual and keeps amounts
/// possible; 0 if there is none.
double damping(SteadyEquations& equations, const std::vector<double>& y,
               const std::vector<double>& step, double residual) {
  std::vector<double> trial(y.size());
  double part = 1.0;
  for (int i = 0; i < most_halvings; ++i, part /= 2.0) {
    for (std::size_t k = 0; k < y.size(); ++k) trial[k] = y[k] + part * step[k];
    if (equations.is_possible(trial) && equations.residual(trial) < residual) return part;
  }
  return 0.0;
}

/// Newton's method from y; nothing if it does not converge.
std::optional<std::vector<double>> refine(SteadyEquations& equations, std::vector<double> y) {
  for (int i = 0; i < most_iterations; ++i) {
    const auto step = equations.newton_step(y);
    if (!step) return std::nullopt;
    double length = 0.0;
    for (std::size_t k = 0; k < y.size(); ++k) {
      length = std::max(length, std::abs((*step)[k]) / equations.scale(k));
    }
    if (!std::isfinite(length)) return std::nullopt;
    if (length < converged) return y;
    const double part = damping(equations, y, *step, equations.residual(y));
    if (part == 0.0) return std::nullopt;
    for (std::size_t k = 0; k < y.size(); ++k) y[k] += part * (*step)[k];
  }
  return std::nullopt;
}

double distance(const SteadyEquations& equations, const std::vector<double>& a,
                const std::vector<double>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]) / equations.scale(i));
  }
  return largest;
}

Stability stability_of(const Linearisation& linear,
                       const std::vector<std::complex<double>>& eigenvalues) {
  if (eigenvalues.empty()) return Stability::stable;  // nothing is free to move
  const double first = eigenvalues.front().real();
  if (std::abs(first) <= linear.resolution()) return Stability::marginal;
  return first < 0.0 ? Stability::stable : Stability::unstable;
}

std::string time_text(const Network& network, double t) {
  return network.units.time.empty() ? fmt::format("{:.4g}", t)
                                    : fmt::format("{:.4g} {}", t, network.units.time);
}

std::string describe_dynamics(const Network& network, const SteadyState& state) {
  if (state.eigenvalues.empty()) return "";
  const std::complex<double> first = state.eigenvalues.front();
  if (state.stability == Stability::marginal) {
    return ": one direction neither decays nor grows, to rounding";
  }
  const bool decays = state.stability == Stability::stable;
  std::string text = fmt::format(
      "{} with a time constant of {}{}", decays ? ": disturbances decay" : ": disturbances grow",
      time_text(network, 1.0 / std::abs(first.real())), decays ? " at the slowest" : "");
  if (first.imag() != 0.0) {
    text += fmt::format(", turning with a period of {}",
                        time_text(network, 2.0 * std::numbers::pi / std::abs(first.imag())));
  }
  return text;
}

void judge_stability(const Simulator& simulator, SteadyEquations& equations,
                     const std::vector<double>& y, SteadyState& state) {
  if (equations.size() > largest_for_eigenvalues) {
    state.verdict =
        fmt::format("steady state; too many states ({}) for eigenvalues", equations.size());
    return;
  }
  const Linearisation linear = equations.linearise(y);
  state.eigenvalues = linear.eigenvalues();
  state.stability = stability_of(linear, state.eigenvalues);
  state.verdict = fmt::format("{} steady state{}", to_string(state.stability),
                              describe_dynamics(simulator.network(), state));
  if (!state.is_reached) {
    state.verdict += "; integration does not settle there, Newton's method found it";
  }
}

RunPlan equilibration_plan(const RunPlan& plan, double at_most) {
  RunPlan result;
  result.label = plan.label;
  result.overrides = plan.overrides;
  result.t_begin = plan.t_begin;
  result.output_times = {plan.t_begin};
  result.equilibration.emplace();
  result.equilibration->at_most = at_most;
  std::vector<Action>& actions = result.equilibration->actions;
  if (plan.equilibration) actions = plan.equilibration->actions;
  for (const TimedActions& entry : plan.protocol) {
    if (entry.t > plan.t_begin) break;
    actions.insert(actions.end(), entry.actions.begin(), entry.actions.end());
  }
  return result;
}

}  // namespace

const char* to_string(Stability stability) {
  switch (stability) {
    case Stability::stable:
      return "stable";
    case Stability::unstable:
      return "unstable";
    case Stability::marginal:
      return "marginally stable";
    case Stability::unknown:
      break;
  }
  return "unknown";
}

SteadyState find_steady_state(const Simulator& simulator, const RunPlan& plan, double at_most,
                              const SimulateOptions& options) {
  SIGDYN_EXPECTS(at_most > 0.0);
  SimulateOptions quiet = options;
  quiet.record = {false, false, false, false};
  const RunResult run = simulator.run({equilibration_plan(plan, at_most)}, quiet).at(0);

  SteadyState state;
  state.stats = run.stats;
  state.values = run.start;
  if (run.status == RunStatus::failed) {
    state.verdict = run.message;
    return state;
  }
  state.is_found = state.is_reached = run.status == RunStatus::success;

  const Kernel& kernel = simulator.kernel();
  SteadyEquations equations(simulator, run.start, plan.t_begin, at_most);
  std::vector<double> y(kernel.n_states());
  kernel.get_states(run.start, y);
  const bool can_refine = equations.size() > 0 && equations.size() <= largest_for_eigenvalues &&
                          !equations.depends_on_time();
  if (can_refine) {
    const auto refined = refine(equations, y);
    if (refined && (!state.is_reached || distance(equations, *refined, y) < same_state)) {
      y = *refined;
      state.is_found = true;
    }
  }
  state.residual = equations.residual(y);
  kernel.set_states(y, state.values);
  kernel.apply_assignments(plan.t_begin, state.values);
  if (state.is_found) {
    judge_stability(simulator, equations, y, state);
  } else {
    state.verdict = run.message;
  }
  return state;
}

}  // namespace sigdyn
