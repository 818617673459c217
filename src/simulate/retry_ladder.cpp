#include "simulate/retry_ladder.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

constexpr double tighter = 1e-2;         ///< factor of the second rung on rtol and atol
constexpr double tightest_rtol = 1e-12;  ///< rounding takes over below

/// Above this the factors of a Rosenbrock step cost more than it gains: Krylov solves instead.
constexpr std::size_t largest_for_lu = 1500;

/// An explicit method that was chosen for networks that are not stiff, and takes this many steps
/// after all, has met one that is: an implicit method goes on.
constexpr std::int64_t explicit_max_steps = 20'000;

bool is_explicit(Method method) {
  return method == Method::dopri5 || method == Method::rock4;
}

Method stiff_method(std::size_t n_states) {
  return n_states <= largest_for_lu ? Method::rodas5p : Method::cvode_gmres;
}

IntegratorOptions with_tolerance_factor(IntegratorOptions options, double factor) {
  const double f = std::max(factor, std::min(1.0, tightest_rtol / options.error.rtol));
  options.error.rtol *= f;
  options.error.atol *= f;
  for (double& atol : options.error.absolute_atol) atol *= f;
  return options;
}

IntegratorOptions with_method(IntegratorOptions options, Method method) {
  options.method = method;
  return options;
}

}  // namespace

std::vector<IntegratorOptions> make_retry_ladder(const IntegratorOptions& first, RetryLadder retry,
                                                 std::size_t n_states) {
  SIGDYN_EXPECTS(first.method != Method::automatic);
  std::vector<IntegratorOptions> ladder{first};
  if (retry == RetryLadder::off) return ladder;
  if (retry == RetryLadder::same_method) {
    ladder.push_back(with_tolerance_factor(first, tighter));
    return ladder;
  }
  Method stiff = first.method;
  if (is_explicit(first.method)) {
    stiff = stiff_method(n_states);
    ladder.push_back(with_method(first, stiff));
    ladder.front().max_steps = std::min(first.max_steps, explicit_max_steps);
  }
  ladder.push_back(with_tolerance_factor(with_method(first, stiff), tighter));
  const Method other = stiff == Method::cvode_bdf ? Method::rodas5p : Method::cvode_bdf;
  ladder.push_back(with_method(first, other));
  ladder.push_back(with_tolerance_factor(with_method(first, other), tighter));
  return ladder;
}

std::vector<IntegratorOptions> make_equilibration_ladder(const IntegratorOptions& first,
                                                         RetryLadder retry, std::size_t n_states) {
  IntegratorOptions implicit = first;
  if (is_explicit(first.method)) implicit.method = stiff_method(n_states);
  const bool is_multistep =
      implicit.method == Method::cvode_bdf || implicit.method == Method::cvode_gmres;
  if (is_multistep) implicit = with_tolerance_factor(implicit, tighter);
  return make_retry_ladder(implicit, retry, n_states);
}

std::optional<int> next_rung(const std::vector<IntegratorOptions>& ladder, int rung,
                             SolveStatus status) {
  switch (status) {
    case SolveStatus::max_steps:
    case SolveStatus::step_too_small:
    case SolveStatus::newton_failure:
    case SolveStatus::non_finite:
      break;
    default:
      return std::nullopt;  // no method helps against the clock, chattering or a cancel
  }
  const auto& failed = ladder[static_cast<std::size_t>(rung)];
  for (auto i = static_cast<std::size_t>(rung) + 1; i < ladder.size(); ++i) {
    // Tighter tolerances cost more steps: no way out of the step limit.
    const bool is_only_tighter = ladder[i].method == failed.method;
    if (status == SolveStatus::max_steps && is_only_tighter) continue;
    return static_cast<int>(i);
  }
  return std::nullopt;
}

}  // namespace sigdyn
