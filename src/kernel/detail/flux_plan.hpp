/// Mass-action fluxes grouped so that each is computed and scattered once.
///
/// Reactions of equal net stoichiometry (a reversible pair; one step catalysed by many complexes)
/// are one flux. Nearly all of them have the form
///
///     v = forward * y_p - reverse * y_q,     p -> q,   consuming hub_in, releasing hub_out,
///
/// where forward and reverse are rates: sums of coefficients, each times 1, a state or a sum of
/// states. Fluxes with the same rates and hubs are a run: rates and hubs stay in registers. A flux
/// with nothing to consume on one side is written v = forward - reverse * y_q. What fits neither
/// form is a list of monomials.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/detail/lowering.hpp"
#include "kernel/detail/place.hpp"

namespace sigdyn::detail {

/// coefficient * multiplier; no multiplier means 1.
struct RateTerm {
  ExpressionId coefficient;
  std::optional<Place> multiplier;  ///< a state or a sum
  friend bool operator==(const RateTerm&, const RateTerm&) = default;
};
using Rate = std::vector<RateTerm>;  ///< empty: zero

struct PairFlux {
  std::uint32_t p = no_state;  ///< no_state: nothing is consumed, forward stands alone
  std::uint32_t q = no_state;
};

struct FluxRun {
  std::uint32_t forward = 0;  ///< index into rates
  std::uint32_t reverse = 0;
  std::uint32_t hub_in = no_state;
  std::uint32_t hub_out = no_state;
  std::vector<PairFlux> pairs;
};

struct GeneralFlux {
  std::vector<Monomial> monomials;  ///< their changes are those of the flux, up to the sign
  std::vector<double> signs;
  std::vector<Change> changes;
};

struct FluxPlan {
  std::vector<std::vector<std::uint32_t>> sums;  ///< states, ascending
  std::vector<Rate> rates;
  std::vector<FluxRun> runs;     ///< pairs with p and q; in large networks cut into blocks of p
  std::vector<FluxRun> sources;  ///< pairs without p
  std::vector<GeneralFlux> others;
};

FluxPlan plan_fluxes(const std::vector<Monomial>& monomials);

}  // namespace sigdyn::detail
