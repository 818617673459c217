/// The seam between a run and what interrupts it at times not known beforehand: events, and the
/// past of the solution that delay() reads.
#pragma once

#include <limits>
#include <memory>

#include "kernel/kernel.hpp"
#include "network/network.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn {

/// One per lane, reused from run to run. Calls come in the order begin, (step* stop)*. Networks
/// without events and delays have none.
class EventHandler {
 public:
  static constexpr double never = std::numeric_limits<double>::infinity();

  virtual ~EventHandler() = default;

  /// A run begins at t; actions at t are done, assigned quantities current. Fires what fires at the
  /// start and leaves the assigned quantities current. Returns success or event_chattering.
  virtual SolveStatus begin(double t, NetworkValues& values) = 0;

  /// The earliest time after the present at which something is due: an exact stop.
  virtual double next_due() const = 0;

  /// Follows an accepted step. Returns the first time in (t_begin, t_end] at which a trigger
  /// changes, to cut the step there, or never. `constants` holds all that is not a state.
  virtual double step(const DenseStep& step, const NetworkValues& constants) = 0;

  /// The integration stopped at t with `values`; the protocol's actions at t are done. Fires what
  /// is due and leaves the assigned quantities current. Returns success or event_chattering.
  virtual SolveStatus stop(double t, NetworkValues& values) = 0;

  /// Where delay() looks; null if the network has none. Stays the same object.
  virtual const DelayHistory* history() const { return nullptr; }
};

/// Null for a network without events and delays. `network` and `kernel` must outlive the handler.
/// Throws UnsupportedError for what it cannot do.
std::unique_ptr<EventHandler> make_event_handler(const Network& network, const Kernel& kernel);

}  // namespace sigdyn
