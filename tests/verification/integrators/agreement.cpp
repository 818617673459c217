#include "agreement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "kernel/kernel.hpp"
#include "ode/detail/stiffness_probe.hpp"
#include "ode/symbolic_lu.hpp"
#include "simulate/apply_actions.hpp"
#include "simulate/error_scale.hpp"

namespace sigdyn::test {
namespace {

constexpr Method methods[] = {Method::rodas5p, Method::cvode_bdf, Method::cvode_gmres,
                              Method::rock4, Method::dopri5};

/// The start of a run, as integrators see it.
struct Start {
  Start(const Network& network, const Kernel& kernel, const RunPlan& plan)
      : system(make_kernel_system(kernel, 1)),
        scale_of_species(network.species.size(), std::numeric_limits<double>::infinity()) {
    const NetworkValues values = values_with_overrides(kernel, plan.overrides, 0.0);
    const std::size_t n = kernel.n_states();
    const double span = plan.output_times.back();
    std::vector<double> reached(n, 0.0);
    task.y.resize(n);
    task.error_scale.resize(n);
    task.t_stop = span;
    kernel.get_states(values, task.y);
    ErrorScale(network, kernel).update(0.0, span, values, reached, task.error_scale);
    system->set_constants(0, values);
    for (std::size_t i = 0; i < n; ++i) {
      const Symbol symbol = kernel.symbol_of_state(i);
      if (symbol.kind == SymbolKind::species) scale_of_species[symbol.index] = task.error_scale[i];
    }
  }

  std::unique_ptr<KernelSystem> system;
  LaneTask task;
  std::vector<double> scale_of_species;
};

bool needs_lu(Method method) {
  return method == Method::rodas5p || method == Method::cvode_bdf;
}

bool is_explicit(Method method) {
  return method == Method::rock4 || method == Method::dopri5;
}

/// The largest spectral radius of the Jacobian at the states of a course, by the stiffness probe.
double spectral_radius(const Kernel& kernel, Start& start, const RunPlan& plan,
                       const RunResult& course) {
  double radius = 0.0;
  LaneTask task = start.task;
  NetworkValues values = course.start;
  const std::size_t n_species = values.species.size();
  for (std::size_t k = 0; k < plan.output_times.size(); k += 5) {
    std::copy_n(course.species.begin() + static_cast<std::ptrdiff_t>(k * n_species), n_species,
                values.species.begin());
    task.t = plan.output_times[k];
    kernel.apply_assignments(task.t, values);
    kernel.get_states(values, task.y);
    start.system->set_constants(0, values);
    const double no_time = 1e-9 * start.task.t_stop;  // it need not walk: the course is known
    radius = std::max(radius, detail::probe_stiffness(*start.system, task, no_time,
                                                      std::numeric_limits<double>::infinity())
                                  .spectral_radius);
  }
  return radius;
}

/// Right-hand sides that an explicit method needs, at least. Accuracy asks for some 5000 steps at
/// 1e-10, stability for more: a step of dopri5 has six right-hand sides and reaches h lambda =
/// -5.7; n steps of ROCK4 with s stages reach 0.353 s^2 n, so s n = sqrt(n stiffness / 0.353).
double rhs_needed(Method method, double stiffness) {
  constexpr double n_steps = 5000.0;
  if (method == Method::dopri5) return 6.0 * std::max(n_steps, stiffness / 5.7);
  return std::max(5.0 * n_steps, std::sqrt(n_steps * stiffness / 0.353));
}

}  // namespace

RunPlan plan_to(double t_end) {
  RunPlan plan;
  for (int i = 0; i <= 100; ++i) plan.output_times.push_back(t_end * i / 100.0);
  return plan;
}

void stimulate(const Network& network, const Stimulus& stimulus, RunPlan& plan) {
  const auto species = find_species(network, stimulus.species);
  if (!species) throw std::invalid_argument("no species " + stimulus.species);
  plan.overrides.push_back(
      {Action::Kind::set, {SymbolKind::species, species->index}, stimulus.amount, {}, {}, {}});
}

Courses run_every_method(const Network& network, const RunPlan& plan, double tolerance,
                         const Budget& budget) {
  const Simulator simulator(network);
  Start start(network, simulator.kernel(), plan);
  const double lu_operations = budget.lu_operations;
  const bool has_lu = analyse_pattern(start.system->jacobian_pattern(),
                                      static_cast<std::uint64_t>(lu_operations)) != nullptr;
  std::optional<double> stiffness;
  Courses courses;
  courses.scale = start.scale_of_species;
  courses.tolerance = tolerance;
  for (const Method method : methods) {
    if (needs_lu(method) && !has_lu) {
      courses.left_out += fmt::format("{} left out: one LU takes more than {:.0e} operations\n",
                                      to_string(method), lu_operations);
      continue;
    }
    if (is_explicit(method)) {
      if (!stiffness) {
        stiffness = start.task.t_stop * spectral_radius(simulator.kernel(), start, plan,
                                                        courses.of_method.at(0).result);
      }
      const double n_rhs = rhs_needed(method, *stiffness);
      if (n_rhs * static_cast<double>(network.reactions.size()) > budget.rhs_terms) {
        courses.left_out += fmt::format(
            "{} left out: spectral radius x span = {:.1e} asks for {:.0e} right-hand "
            "sides\n",
            to_string(method), *stiffness, n_rhs);
        continue;
      }
    }
    SimulateOptions options;
    options.integrator.method = method;
    options.integrator.error = {.rtol = tolerance, .atol = tolerance, .absolute_atol = {}};
    options.integrator.max_steps = 10'000'000;
    options.retry = RetryLadder::off;
    options.record.observables = false;
    options.lanes = 1;
    courses.of_method.push_back({method, simulator.run({plan}, options).at(0)});
  }
  return courses;
}

double distance(const std::vector<double>& species, const std::vector<double>& other,
                const std::vector<double>& scale, double tolerance) {
  double largest = 0.0;
  for (std::size_t k = 0; k < other.size(); ++k) {
    const double difference = std::abs(species[k] - other[k]);
    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
    const double unit = std::abs(other[k]) + scale[k % scale.size()];
    if (difference > 0.0) largest = std::max(largest, difference / (tolerance * unit));
  }
  return largest;
}

}  // namespace sigdyn::test
