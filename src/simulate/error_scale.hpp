/// The typical magnitude of each state, against which the absolute tolerance is meant.
///
/// At the start of each segment, scale_i is the largest of
///   - |y_i| at the start of this and of earlier segments of the run,
///   - pool_fraction * the most that conservation laws allow species i to become,
///   - for a state that still has none: pool_fraction * (its production at the scales of the
///   others)
///     * (length of the run), computed along the chain of production.
/// All three scale with the amounts, so that the relative accuracy is the same at any volume; none
/// depends on the output grid. See docs/numerics.md, "Error control".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/kernel.hpp"
#include "network/conservation_law.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// Immutable: one serves all threads.
class ErrorScale {
 public:
  /// What counts as little of a pool: active kinases are often 1e-3 of all, rarely less.
  static constexpr double pool_fraction = 1e-3;

  /// Cost: finds the conservation laws of the network. Both arguments must outlive it.
  ErrorScale(const Network& network, const Kernel& kernel);

  /// Raises `reached` [n_states], zero at the start of a run, and writes `scale` [n_states].
  /// `values` at time t, a run that ends `span` later than it began.
  void update(double t, double span, const NetworkValues& values, std::span<double> reached,
              std::span<double> scale) const;

 private:
  struct Production {  // a reaction that makes a species, and how many per event
    std::uint32_t reaction = 0;
    double count = 0.0;
  };
  struct PoolMember {  // a species in a conservation law
    std::uint32_t species = 0;
    std::size_t state = 0;
    double weight = 0.0;
  };

  void add_pool(const ConservationLaw& law);
  void raise_to_pools(const NetworkValues& values, std::span<double> reached) const;
  void estimate_missing(double t, double span, const NetworkValues& values,
                        std::span<double> scale) const;

  const Network* network_;
  const Kernel* kernel_;
  std::vector<std::vector<PoolMember>> pools_;       // laws with weights >= 0 only
  std::vector<std::vector<Production>> production_;  // [n_states]
  std::vector<std::int64_t> rate_rule_;  // [n_states] index into network.rate_rules or -1
};

}  // namespace sigdyn
