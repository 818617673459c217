#include "simulate/event_handler.hpp"

#include <algorithm>

namespace sigdyn {

std::unique_ptr<EventHandler> make_event_handler(const Network& network, const Kernel& /*kernel*/) {
  if (!network.events.empty()) throw UnsupportedError(network.events.front().where, "events");
  const bool has_delay = std::ranges::any_of(network.expressions.nodes(),
                                             [](const auto& node) { return node.op == Op::delay; });
  if (has_delay) throw UnsupportedError({}, "delay()");
  return nullptr;
}

}  // namespace sigdyn
