/// Events and delays of one run: SBML L3V2 section 4.11, on the dense solution.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "simulate/delay_history.hpp"
#include "simulate/event_handler.hpp"
#include "simulate/event_queue.hpp"
#include "simulate/event_times.hpp"
#include "simulate/event_triggers.hpp"

namespace sigdyn {

/// After every execution all triggers are looked at again: what becomes true joins the queue, what
/// becomes false leaves it if it does not persist, until none is due. Chattering is reported when
/// that does not end, or when stop follows stop without time passing.
class EventEngine : public EventHandler {
 public:
  EventEngine(const Network& network, const Kernel& kernel, EventTimes times);

  SolveStatus begin(double t, NetworkValues& values) override;
  double next_due() const override { return next_due_; }
  double step(const DenseStep& step, const NetworkValues& constants) override;
  SolveStatus stop(double t, NetworkValues& values) override;
  const DelayHistory* history() const override { return history_ ? &*history_ : nullptr; }

 private:
  SolveStatus fire(double t, NetworkValues& values);
  void look_at_triggers(double t, const NetworkValues& values);
  bool is_chattering(double t);
  void update_next_due(double t, const NetworkValues& values);

  const Network* network_;
  const Kernel* kernel_;
  EventTimes times_;
  EventTriggers triggers_;
  EventQueue queue_;
  std::optional<RecordedHistory> history_;  // if the network has a delay()
  std::vector<ExpressionId> lags_;          // second operands of delay()
  TriggerTruth truth_;
  double next_due_ = never;
  double t_recent_ = 0.0;  // begin of a row of stops close together
  int n_recent_ = 0;
};

}  // namespace sigdyn
