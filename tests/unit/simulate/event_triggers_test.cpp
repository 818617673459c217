/// Triggers followed over a step whose solution is known.
#include "simulate/event_triggers.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include "support/catch.hpp"
#include "support/network_builder.hpp"

namespace {

using namespace sigdyn;

/// A step of one state, given by a function of time.
class KnownStep : public DenseStep {
 public:
  KnownStep(double t_begin, double t_end, std::function<double(double)> y)
      : t_begin_(t_begin), t_end_(t_end), y_(std::move(y)) {}
  double t_begin() const override { return t_begin_; }
  double t_end() const override { return t_end_; }
  void evaluate(double t, double* y) const override { *y = y_(t); }
  double evaluate(double t, std::size_t) const override { return y_(t); }

 private:
  double t_begin_, t_end_;
  std::function<double(double)> y_;
};

/// One state A and one event whose trigger is `trigger` of A.
struct Watched {
  NetworkBuilder b;
  ParameterId k = b.parameter("k", 1.0);
  SpeciesId a = b.species("A", 1.0);

  Watched() { b.reaction({a}, {}, k); }

  void trigger(ExpressionId expression) {
    Event event;
    event.name = "e";
    event.trigger = expression;
    b.network.events.push_back(event);
  }

  /// When the trigger first changes over (0, 1), A being `y`.
  double change(const std::function<double(double)>& y) {
    const Kernel kernel(b.network);
    EventTriggers triggers(b.network, kernel);
    NetworkValues values = kernel.initial_values(0.0);
    values.species[a.index] = y(0.0);
    const TriggerTruth before = triggers.evaluate(0.0, values, nullptr);
    return triggers.find_change(KnownStep(0.0, 1.0, y), before, values, nullptr);
  }
};

// A change is found to the resolution of the time: some last bits of the bisection's ends.
constexpr double resolution = 1e-14;

TEST_CASE("event triggers: a crossing is found to the resolution of the time",
          "[simulate][events]") {
  Watched watched;
  watched.trigger(watched.b.make(Op::greater, watched.b.of(watched.a), watched.b.number(0.5)));
  CHECK(watched.change([](double t) { return t * t; }) ==
        Approx(std::sqrt(0.5)).epsilon(resolution));
  CHECK(watched.change([](double t) { return 1.0 - t; }) == Approx(0.5).epsilon(resolution));
}

TEST_CASE("event triggers: without a crossing there is no change", "[simulate][events]") {
  Watched watched;
  watched.trigger(watched.b.make(Op::greater, watched.b.of(watched.a), watched.b.number(2.0)));
  CHECK(watched.change([](double t) { return t; }) == std::numeric_limits<double>::infinity());
}

TEST_CASE("event triggers: a narrow window between two samples is found", "[simulate][events]") {
  // Above 0.999 only within 0.0316 of the top of 1 - (t - 0.37)^2.
  Watched watched;
  watched.trigger(watched.b.make(Op::greater, watched.b.of(watched.a), watched.b.number(0.999)));
  CHECK(watched.change([](double t) { return 1.0 - (t - 0.37) * (t - 0.37); }) ==
        Approx(0.37 - std::sqrt(0.001)).epsilon(1e-10));  // A itself has 16 digits there, t has 12
}

TEST_CASE("event triggers: of several comparisons the one that changes the whole counts",
          "[simulate][events]") {
  // (A > 0.2 and A > 0.6): the first crossing changes nothing.
  Watched watched;
  NetworkBuilder& b = watched.b;
  watched.trigger(b.make(Op::logical_and, b.make(Op::greater, b.of(watched.a), b.number(0.2)),
                         b.make(Op::greater, b.of(watched.a), b.number(0.6))));
  CHECK(watched.change([](double t) { return t; }) == Approx(0.6).epsilon(resolution));
}

}  // namespace
