#include "simulate/event_handler.hpp"

#include <algorithm>
#include <utility>

#include "simulate/event_engine.hpp"

namespace sigdyn {

std::unique_ptr<EventHandler> make_event_handler(const Network& network, const Kernel& kernel) {
  EventTimes times(network, kernel);
  const bool has_delay = std::ranges::any_of(network.expressions.nodes(),
                                             [](const auto& node) { return node.op == Op::delay; });
  if (network.events.empty() && !has_delay && times.empty()) return nullptr;
  return std::make_unique<EventEngine>(network, kernel, std::move(times));
}

}  // namespace sigdyn
