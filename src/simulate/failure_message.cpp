#include "simulate/failure_message.hpp"

#include <fmt/format.h>

namespace sigdyn {
namespace {

struct Advice {
  const char* what;
  const char* cause;
  const char* remedy;
};

Advice advice_for(SolveStatus status) {
  switch (status) {
    case SolveStatus::max_steps:
      return {"the step limit was reached or is certain to be",
              "the method does not suit the model, or a rate constant is orders of magnitude off "
              "(a wrong unit, for example)",
              "method rodas5p or cvode_bdf, a larger max_steps, a look at the rates around these "
              "species"};
    case SolveStatus::step_too_small:
      return {"the step became too small to move time",
              "the solution runs away or jumps: growth without bound, a division by zero, a switch "
              "in a rate law",
              "a look at the rates around these species, a smaller rtol"};
    case SolveStatus::newton_failure:
      return {"the equations of a step could not be solved",
              "a rate law with a jump or a pole near the solution",
              "method rodas5p, a smaller rtol, a look at the rates around these species"};
    case SolveStatus::non_finite:
      return {
          "a rate became infinite or not a number",
          "division by zero, the logarithm or a fractional power of a negative value, or growth "
          "without bound",
          "a look at the rates around these species, a smaller rtol"};
    case SolveStatus::time_limit:
      return {"the wall-clock limit of one run was reached", "a run much harder than the others",
              "a larger limit, another method"};
    case SolveStatus::event_chattering:
      return {"events kept firing without time going on",
              "two events that trigger each other, or one that does not change its own trigger",
              "a gap between the thresholds that switch on and off"};
    case SolveStatus::cancelled:
      return {"stopped from outside", "a signal or a cancel", "again"};
    case SolveStatus::success:
      break;
  }
  return {"", "", ""};
}

/// "12.5 s" or "12.5", as the network labels its time.
std::string time_text(const Network& network, double t) {
  return network.units.time.empty() ? fmt::format("{:.6g}", t)
                                    : fmt::format("{:.6g} {}", t, network.units.time);
}

std::string worst_text(const Network& network, const Kernel& kernel, const LaneFailure& failure) {
  std::string text;
  for (const std::size_t state : failure.worst) {
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", name_of_state(network, kernel, state));
  }
  return text.empty() ? text : "; largest errors in " + text;
}

}  // namespace

const std::string& name_of_state(const Network& network, const Kernel& kernel, std::size_t state) {
  const Symbol symbol = kernel.symbol_of_state(state);
  return symbol.kind == SymbolKind::species ? network.species[symbol.index].name
                                            : network.parameters[symbol.index].name;
}

std::string describe_failure(const Network& network, const Kernel& kernel, const Job& job,
                             Method method, const LaneFailure& failure) {
  const Advice advice = advice_for(failure.status);
  return fmt::format(
      "{} failed at t = {} (step {}, method {}, rung {}): {}{}; likely cause: {}; try: {}",
      job.purpose == Job::Purpose::equilibration ? "equilibration" : "integration",
      time_text(network, failure.t_reached), time_text(network, failure.h), to_string(method),
      job.rung, advice.what, worst_text(network, kernel, failure), advice.cause, advice.remedy);
}

std::string describe_unsettled(const Network& network, const Kernel& kernel,
                               const Equilibration& equilibration,
                               const EquilibrationProgress& progress) {
  return fmt::format(
      "no steady state within {}: '{}' still drifts, by {:.2g} of its scale in that time; likely "
      "cause: a species that is made but never removed, an oscillation, or processes slower than "
      "the limit; try: a larger at_most, or a fixed duration",
      time_text(network, equilibration.at_most),
      name_of_state(network, kernel, progress.drifting_state()), progress.drift());
}

}  // namespace sigdyn
