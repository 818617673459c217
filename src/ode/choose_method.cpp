/// The choice of method: what one step of each would cost on this system, by counts that are the
/// same on every machine, so that the same model takes the same method everywhere.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "ode/detail/stiffness_probe.hpp"
#include "ode/integrator.hpp"
#include "ode/symbolic_lu.hpp"

namespace sigdyn {
namespace {

/// Cost of the pieces per lane, in nanoseconds of the machine in bench/README.md; only ratios
/// matter. Fitted to measurements of signalling networks of 9 to 3744 species, see
/// docs/numerics.md.
struct Pieces {
  double vector = 0.0;  ///< one pass over a vector of states
  double rhs = 0.0;
  double jacobian = 0.0;
  double decomposition = 0.0;
  double solve = 0.0;
};

/// Entries of L + U and multiply-adds of one decomposition.
struct LuSize {
  double n_stored = 0.0;
  double work = 0.0;
};

constexpr double cost_per_multiply_add = 0.1;

Pieces cost_of_pieces(const LaneSystem& system, const LuSize& lu) {
  const auto n_jacobian = static_cast<double>(system.jacobian_pattern().column.size());
  return {.vector = 0.1 * static_cast<double>(system.size()),
          .rhs = 0.05 * n_jacobian,
          .jacobian = 0.15 * n_jacobian,
          .decomposition = cost_per_multiply_add * lu.work + 0.1 * lu.n_stored,
          .solve = 0.11 * lu.n_stored};
}

/// Steps that accuracy asks of a method of order 5 over one relaxation of a network: some 50 at a
/// tolerance of 1e-4, more with its fifth root.
double steps_for_accuracy(const ErrorControl& error) {
  return 50.0 * std::pow(std::max(1e-4 / error.rtol, 1.0), 0.2);
}

/// What a step costs besides: step control, error norm, dense output; decides on small systems.
constexpr double step_overhead = 120.0;
/// ROCK4 takes about twice the steps of Rodas5P for the same error (measured at 1e-4 to 1e-7).
constexpr double rock4_more_steps = 2.0;
/// Damped stability interval of ROCK4 with s stages: 0.353 s^2 (Abdulle 2002, SIAM J. Sci. Comput.
/// 23:2041-2054, doi:10.1137/S1064827500379549).
constexpr double rock4_reach = 0.353;
constexpr double rock4_stages_min = 5.0;

constexpr double rock4_stages_max = 100.0;

double rock4_stages(double stiffness, double n_steps) {
  return std::max(rock4_stages_min, std::sqrt(stiffness / n_steps / rock4_reach) + 1.0);
}

/// Stability interval of dopri5 on the negative real axis; see detail/dopri5_tableau.hpp.
constexpr double dopri5_reach = 5.7;

/// Multiply-adds beyond which one decomposition takes so long (some 0.1 s) that BDF, which reuses
/// it for several steps, pays off although it has no lanes; and beyond which it is not done at all.
constexpr double decomposition_too_slow = 2e8;
constexpr double decomposition_hopeless = 2e9;

/// As many lanes as keep the factors and the work vectors of all lanes within 1 MiB of cache, but
/// at least 4: below, vector units idle more than the cache costs.
std::size_t lanes_for_rodas5p(const SymbolicLu& lu) {
  constexpr std::size_t work_vectors = 14;
  const std::size_t bytes = 64 * (lu.n_stored() + work_vectors * lu.size());
  return bytes < (std::size_t{1} << 20) ? 8 : 4;
}

LuSize size_of(const SymbolicLu& lu) {
  return {.n_stored = static_cast<double>(lu.n_stored()),
          .work = static_cast<double>(lu.n_multiply_adds())};
}

/// Factors without any fill: no LU is smaller.
LuSize least_lu(const LaneSystem& system) {
  return {.n_stored = static_cast<double>(system.jacobian_pattern().column.size()), .work = 0.0};
}

/// Full factors, or as much work as is ever done.
LuSize largest_lu(const LaneSystem& system) {
  const auto n = static_cast<double>(system.size());
  return {.n_stored = n * n, .work = std::min(n * n * n / 3.0, decomposition_hopeless)};
}

double rodas5p_step(const Pieces& pieces) {
  return 8.0 * (pieces.rhs + pieces.solve + 6.0 * pieces.vector) + pieces.jacobian +
         pieces.decomposition + step_overhead;
}

/// `lu` is null where its work was found to exceed max_work, or was not asked for (max_work 0).
std::string describe(const LaneSystem& system, const SymbolicLu* lu, double max_work) {
  const auto n = static_cast<double>(system.size());
  if (lu != nullptr) {
    return fmt::format("{} states; LU factors {:.0f} % full, {:.2g} multiply-adds", system.size(),
                       100.0 * static_cast<double>(lu->n_stored()) / (n * n),
                       static_cast<double>(lu->n_multiply_adds()));
  }
  if (max_work == 0.0) return fmt::format("{} states; LU factors not needed", system.size());
  return fmt::format("{} states; LU factors of more than {:.2g} multiply-adds", system.size(),
                     max_work);
}

}  // namespace

MethodChoice choose_method(LaneSystem& system, const LuSource& lu_source, const LaneTask& task,
                           double span, const ErrorControl& error) {
  SIGDYN_EXPECTS(system.lanes() == 1 && span > 0.0);
  const Pieces least = cost_of_pieces(system, least_lu(system));
  const double n_steps = steps_for_accuracy(error);
  const double stage = least.rhs + 4.0 * least.vector;
  // No explicit method can win beyond this many stages per step of ROCK4.
  const double most = rodas5p_step(cost_of_pieces(system, largest_lu(system)));
  const double stages_worth = std::max((most / rock4_more_steps - step_overhead) / stage, 0.0);
  const double give_up = n_steps * rock4_reach * stages_worth * stages_worth;
  const detail::StiffnessProbe probe = detail::probe_stiffness(system, task, span, give_up);

  const double stiffness = probe.spectral_radius * span;
  // As many steps as accuracy or the most stages ask for.
  const double longest = rock4_reach * rock4_stages_max * rock4_stages_max;
  const double rock4_steps = std::max(rock4_more_steps * n_steps, stiffness / longest);
  const double stages = std::min(rock4_stages(stiffness, n_steps), rock4_stages_max);
  const double rock4 = rock4_steps * (stages * stage + step_overhead);
  const double dopri5 = std::max(n_steps, stiffness / dopri5_reach) * (6.0 * stage + step_overhead);

  // The multiply-adds with which Rodas5P would cost as much as ROCK4.
  double max_work = decomposition_hopeless;
  if (probe.saw_whole_window) {
    max_work = std::clamp((rock4 / n_steps - rodas5p_step(least)) / cost_per_multiply_add, 0.0,
                          decomposition_hopeless);
  }
  const std::shared_ptr<const SymbolicLu> lu =
      max_work > 0.0 ? lu_source(static_cast<std::uint64_t>(max_work)) : nullptr;
  const double rodas5p = lu != nullptr
                             ? n_steps * rodas5p_step(cost_of_pieces(system, size_of(*lu)))
                             : std::numeric_limits<double>::infinity();
  const std::string facts =
      fmt::format("{}; spectral radius {:.2g} times the span {:.2g} is {:.2g}{}",
                  describe(system, lu.get(), max_work), probe.spectral_radius, span, stiffness,
                  probe.saw_whole_window ? "" : " at least");
  const bool lu_is_hopeless = lu == nullptr && max_work == decomposition_hopeless;
  if (probe.saw_whole_window && rock4 < rodas5p && !lu_is_hopeless) {
    if (dopri5 < rock4) {
      return {
          Method::dopri5, 8,
          fmt::format("not stiff: stability asks for {:.0f} steps, accuracy for some {:.0f}, and "
                      "dopri5 costs {:.2g} of ROCK4 ({})",
                      stiffness / dopri5_reach, n_steps, dopri5 / rock4, facts)};
    }
    return {
        Method::rock4, 8,
        fmt::format("not stiff enough for implicit steps: ROCK4 with some {:.0f} stages costs "
                    "{} Rodas5P ({})",
                    stages, lu != nullptr ? fmt::format("{:.2g} of", rock4 / rodas5p) : "less than",
                    facts)};
  }
  if (lu == nullptr) {
    return {
        Method::cvode_gmres, 1,
        fmt::format("stiff, and LU factors are too large: BDF with a Krylov solver ({})", facts)};
  }
  if (static_cast<double>(lu->n_multiply_adds()) > decomposition_too_slow) {
    return {Method::cvode_bdf, 1,
            fmt::format("stiff, and LU factors are costly: BDF uses each for several steps ({})",
                        facts)};
  }
  return {Method::rodas5p, lanes_for_rodas5p(*lu),
          fmt::format("implicit steps pay off, and LU factors are cheap: Rodas5P ({})", facts)};
}

}  // namespace sigdyn
