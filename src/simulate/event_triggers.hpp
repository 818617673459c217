/// Triggers of events over time: whether they hold, and when in a step or at which known time that
/// changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/kernel.hpp"
#include "network/network.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn {

/// Truth values of all triggers, in the order of network.events.
using TriggerTruth = std::vector<char>;

class EventTriggers {
 public:
  EventTriggers(const Network& network, const Kernel& kernel);

  /// Assigned quantities in `values` must be current.
  TriggerTruth evaluate(double t, const NetworkValues& values, const DelayHistory* history) const;

  /// The first time in (t_begin, t_end) of the step at which the truth differs from `before`, to
  /// the resolution of the time; infinity if it does not. What changes at t_end itself is found
  /// there by the stop or in the next step. `constants` holds all that is not a state.
  ///
  /// Follows every comparison in the triggers, not only the triggers, so that a window which opens
  /// and closes within the step is seen: the step is looked at in quarters, and between them where
  /// a compared difference comes nearest to 0.
  double find_change(const DenseStep& step, const TriggerTruth& before,
                     const NetworkValues& constants, const DelayHistory* history);

 private:
  struct Comparison {
    ExpressionId truth, left, right;
  };
  struct Sample {
    double t = 0.0;
    TriggerTruth truth;               // of the comparisons, then of the triggers
    std::vector<double> differences;  // left - right of each comparison
  };
  struct View {  // what a search looks at
    const DenseStep& step;
    const DelayHistory* history;
  };

  Sample look(const View& view, double t);
  bool has_changed(const Sample& sample, const TriggerTruth& before) const;
  Sample narrow(const View& view, const Sample& before, Sample after);
  std::optional<Sample> next_turn(const View& view, const Sample& from);
  std::optional<Sample> search_dip(const View& view, const Sample& a, const Sample& b,
                                   const Sample& c);

  const Network* network_;
  const Kernel* kernel_;
  std::vector<Comparison> comparisons_;
  std::size_t n_parts_ = 1;  // in which a step is looked at; 1 where all turns are known times
  NetworkValues values_;     // at a sample
  std::vector<double> y_;    // [n_states]
};

}  // namespace sigdyn
