#include "simulate/error_scale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "simulate/apply_actions.hpp"

namespace sigdyn {
namespace {

/// A chain of production longer than this is not followed further; gene to protein takes two.
constexpr int max_chain = 20;

bool is_non_negative(const ConservationLaw& law) {
  return std::ranges::all_of(law.terms, [](const Term& term) { return term.count >= 0.0; });
}

/// Net number of each species that one event of the reaction makes.
std::map<std::uint32_t, double> net_counts(const Reaction& reaction) {
  std::map<std::uint32_t, double> net;
  for (const Term& term : reaction.products) net[term.species.index] += term.count;
  for (const Term& term : reaction.reactants) net[term.species.index] -= term.count;
  return net;
}

double smallest_positive(std::span<const double> values) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const double value : values) {
    if (value > 0.0) smallest = std::min(smallest, value);
  }
  return std::isfinite(smallest) ? smallest : 1.0;
}

}  // namespace

ErrorScale::ErrorScale(const Network& network, const Kernel& kernel)
    : network_(&network),
      kernel_(&kernel),
      production_(kernel.n_states()),
      rate_rule_(kernel.n_states(), -1) {
  for (const ConservationLaw& law : find_conservation_laws(network)) {
    if (is_non_negative(law)) add_pool(law);
  }
  for (std::uint32_t j = 0; j < network.reactions.size(); ++j) {
    for (const auto& [species, count] : net_counts(network.reactions[j])) {
      const auto state = kernel.state_of({SymbolKind::species, species});
      if (state && count > 0.0) production_[*state].push_back({j, count});
    }
  }
  for (std::size_t i = 0; i < network.rate_rules.size(); ++i) {
    const auto state = kernel.state_of(network.rate_rules[i].target);
    if (state) rate_rule_[*state] = static_cast<std::int64_t>(i);
  }
}

void ErrorScale::update(double t, double span, const NetworkValues& values,
                        std::span<double> reached, std::span<double> scale) const {
  kernel_->get_states(values, scale);
  for (std::size_t i = 0; i < scale.size(); ++i) {
    reached[i] = std::max(reached[i], std::abs(scale[i]));
  }
  raise_to_pools(values, reached);
  std::ranges::copy(reached, scale.begin());
  if (std::ranges::any_of(scale, [](double s) { return s == 0.0; })) {
    estimate_missing(t, span, values, scale);
  }
}

void ErrorScale::add_pool(const ConservationLaw& law) {
  std::vector<PoolMember> pool;
  for (const Term& term : law.terms) {
    const auto state = kernel_->state_of({SymbolKind::species, term.species.index});
    if (state && term.count > 0.0) pool.push_back({term.species.index, *state, term.count});
  }
  pools_.push_back(std::move(pool));
}

void ErrorScale::raise_to_pools(const NetworkValues& values, std::span<double> reached) const {
  std::vector<double> most(reached.size(), std::numeric_limits<double>::infinity());
  for (const auto& pool : pools_) {
    double total = 0.0;
    for (const PoolMember& member : pool) total += member.weight * values.species[member.species];
    for (const PoolMember& member : pool) {
      most[member.state] = std::min(most[member.state], total / member.weight);
    }
  }
  for (std::size_t i = 0; i < reached.size(); ++i) {
    if (std::isfinite(most[i])) reached[i] = std::max(reached[i], pool_fraction * most[i]);
  }
}

void ErrorScale::estimate_missing(double t, double span, const NetworkValues& values,
                                  std::span<double> scale) const {
  NetworkValues typical = values;
  std::vector<double> flux(kernel_->n_reactions());
  bool found = true;
  for (int pass = 0; pass < max_chain && found; ++pass) {
    kernel_->set_states(scale, typical);
    kernel_->apply_assignments(t, typical);
    kernel_->fluxes(t, typical, flux);
    found = false;
    for (std::size_t i = 0; i < scale.size(); ++i) {
      if (scale[i] > 0.0) continue;
      double production = 0.0;
      for (const Production& p : production_[i]) {
        production += p.count * std::max(flux[p.reaction], 0.0);
      }
      if (rate_rule_[i] >= 0) {
        const Rule& rule = network_->rate_rules[static_cast<std::size_t>(rate_rule_[i])];
        production = std::abs(kernel_->evaluate(rule.value, t, typical));
      }
      const double estimate = pool_fraction * production * span;
      if (estimate > 0.0 && std::isfinite(estimate)) {
        scale[i] = estimate;
        found = true;
      }
    }
  }
  // What nothing produces stays at zero; its scale only must not be zero.
  const double filler = smallest_positive(scale);
  std::ranges::replace(scale, 0.0, filler);
}

}  // namespace sigdyn
