/// The queue of waiting events by itself: who goes first, with which values, and who is called off.
#include "simulate/event_queue.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// Parameters x and log; event i writes log := 10 log + i, so that the digits tell who ran when.
struct Queue {
  NetworkBuilder b;
  ParameterId x = b.parameter("x", 1.0);
  ParameterId log = b.parameter("log", 0.0);

  Event& add_event() {
    Event event;
    event.name = "e" + std::to_string(b.network.events.size() + 1);
    event.trigger = b.number(1.0);
    event.use_values_from_trigger_time = false;
    const auto number = static_cast<double>(b.network.events.size() + 1);
    event.assignments.push_back(
        {{SymbolKind::parameter, log.index},
         b.make(Op::add, b.make(Op::multiply, b.number(10.0), b.of(log)), b.number(number)),
         {}});
    b.network.events.push_back(event);
    return b.network.events.back();
  }
};

/// Adds all events at t = 0 and executes what is due at `t`.
NetworkValues execute_all(const Network& network, double t, std::uint64_t seed = 1) {
  const Kernel kernel(network);
  NetworkValues values = kernel.initial_values(0.0);
  EventQueue queue(network, kernel);
  queue.clear(seed);
  for (std::size_t i = 0; i < network.events.size(); ++i) queue.add(i, 0.0, values, nullptr);
  while (queue.execute_next(t, values, nullptr)) {
  }
  return values;
}

TEST_CASE("event queue: the highest priority goes first, those without one last and in order",
          "[simulate][events]") {
  Queue q;
  q.add_event();
  q.add_event().priority = q.b.number(-5.0);
  q.add_event().priority = q.b.number(7.0);
  q.add_event();
  CHECK(execute_all(q.b.network, 0.0).parameters[q.log.index] == 3214.0);
}

TEST_CASE("event queue: priorities are evaluated anew after each execution", "[simulate][events]") {
  // Event 1 raises x, which puts event 3, of priority x, before event 2.
  Queue q;
  q.add_event().priority = q.b.number(10.0);
  q.b.network.events[0].assignments.push_back(
      {{SymbolKind::parameter, q.x.index}, q.b.number(8.0), {}});
  q.add_event().priority = q.b.number(5.0);
  q.add_event().priority = q.b.of(q.x);
  CHECK(execute_all(q.b.network, 0.0).parameters[q.log.index] == 132.0);
}

TEST_CASE("event queue: a delay makes it due later, a negative or undefined one does not",
          "[simulate][events]") {
  Queue q;
  q.add_event().delay = q.b.number(2.0);
  q.add_event().delay = q.b.number(-1.0);
  q.add_event().delay = q.b.number(std::nan(""));
  const Kernel kernel(q.b.network);
  NetworkValues values = kernel.initial_values(0.0);
  EventQueue queue(q.b.network, kernel);
  queue.clear(1);
  CHECK(queue.next_due() == std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < 3; ++i) queue.add(i, 0.5, values, nullptr);
  CHECK(queue.next_due() == 0.5);
  CHECK(queue.execute_next(0.5, values, nullptr));
  CHECK(queue.execute_next(0.5, values, nullptr));
  CHECK_FALSE(queue.execute_next(0.5, values, nullptr));
  CHECK(queue.next_due() == 2.5);
  CHECK(queue.execute_next(2.5, values, nullptr));
  CHECK(values.parameters[q.log.index] == 231.0);
}

TEST_CASE("event queue: values are those of the trigger, or of the execution",
          "[simulate][events]") {
  const bool at_trigger = GENERATE(true, false);
  Queue q;
  Event& event = q.add_event();
  event.delay = q.b.number(1.0);
  event.use_values_from_trigger_time = at_trigger;
  event.assignments = {{{SymbolKind::parameter, q.log.index}, q.b.of(q.x), {}}};
  const Kernel kernel(q.b.network);
  NetworkValues values = kernel.initial_values(0.0);
  EventQueue queue(q.b.network, kernel);
  queue.clear(1);
  queue.add(0, 0.0, values, nullptr);
  values.parameters[q.x.index] = 4.0;
  REQUIRE(queue.execute_next(1.0, values, nullptr));
  CHECK(values.parameters[q.log.index] == (at_trigger ? 1.0 : 4.0));
}

TEST_CASE("event queue: assignments of one event all read the values before any of them",
          "[simulate][events]") {
  Queue q;
  q.b.network.parameters[q.log.index].value = 7.0;
  q.add_event().assignments = {{{SymbolKind::parameter, q.x.index}, q.b.of(q.log), {}},
                               {{SymbolKind::parameter, q.log.index}, q.b.of(q.x), {}}};
  const NetworkValues values = execute_all(q.b.network, 0.0);
  CHECK(values.parameters[q.x.index] == 7.0);
  CHECK(values.parameters[q.log.index] == 1.0);
}

TEST_CASE("event queue: a concentration is set at the size that holds before the assignments",
          "[simulate][events]") {
  Queue q;
  const SpeciesId species = q.b.species("S", 1.0);
  q.b.network.parameters[0].value = 2.0;
  q.add_event().assignments = {{{SymbolKind::parameter, 0}, q.b.number(5.0), {}},
                               {{SymbolKind::species, species.index}, q.b.number(3.0), {{0}}}};
  const NetworkValues values = execute_all(q.b.network, 0.0);
  CHECK(values.parameters[0] == 5.0);
  CHECK(values.species[species.index] == 6.0);
}

TEST_CASE("event queue: what does not persist is called off when its trigger turns false",
          "[simulate][events]") {
  const bool persists = GENERATE(true, false);
  Queue q;
  Event& event = q.add_event();
  event.delay = q.b.number(1.0);
  event.persistent = persists;
  const Kernel kernel(q.b.network);
  NetworkValues values = kernel.initial_values(0.0);
  EventQueue queue(q.b.network, kernel);
  queue.clear(1);
  queue.add(0, 0.0, values, nullptr);
  queue.drop(0);
  CHECK(queue.execute_next(1.0, values, nullptr) == persists);
}

TEST_CASE("event queue: ties fall at random, each way about as often, the same for one seed",
          "[simulate][events]") {
  Queue q;
  q.add_event().priority = q.b.number(1.0);
  q.add_event().priority = q.b.number(1.0);
  int n_first = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const double order = execute_all(q.b.network, 0.0, seed).parameters[q.log.index];
    REQUIRE((order == 12.0 || order == 21.0));
    CHECK(execute_all(q.b.network, 0.0, seed).parameters[q.log.index] == order);
    if (order == 12.0) ++n_first;
  }
  // Binomial: 500 +- 16; five of these deviations.
  CHECK(std::abs(n_first - 500) < 80);
}

}  // namespace
