/// Events that have been triggered and wait, for their delay or their turn; and their execution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernel/kernel.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// SBML L3V2 section 4.11.6: of those that are due the one with the highest priority is executed,
/// ties at random, those without priority last and in the order of the model; then priorities are
/// evaluated anew.
class EventQueue {
 public:
  EventQueue(const Network& network, const Kernel& kernel);

  /// Forgets all and restarts the random numbers from `seed`.
  void clear(std::uint64_t seed);

  /// The event's trigger became true at t: evaluates its delay, and its assignments if they are to
  /// have the values of now.
  void add(std::size_t event, double t, const NetworkValues& values, const DelayHistory* history);

  /// The event's trigger became false: removes what waits of it, if it does not persist.
  void drop(std::size_t event);

  /// When the next one is due; infinity if none waits.
  double next_due() const;

  /// Executes the one whose turn it is at t: assigns and leaves the assigned quantities current.
  /// False if none is due.
  bool execute_next(double t, NetworkValues& values, const DelayHistory* history);

 private:
  struct Waiting {
    std::size_t event = 0;
    double due = 0.0;
    std::vector<double> values;  // of the assignments, if taken at trigger time
  };

  std::vector<double> evaluate_assignments(const Event& event, double t,
                                           const NetworkValues& values,
                                           const DelayHistory* history) const;
  void assign(const Event& event, const std::vector<double>& assigned, double t,
              NetworkValues& values, const DelayHistory* history) const;
  std::uint64_t random_below(std::uint64_t n);

  const Network* network_;
  const Kernel* kernel_;
  std::vector<Waiting> waiting_;
  std::uint64_t random_state_ = 0;
};

}  // namespace sigdyn
