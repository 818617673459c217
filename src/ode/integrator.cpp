#include "ode/integrator.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/contract.hpp"
#include "base/diagnostic.hpp"
#include "ode/detail/make_integrators.hpp"

namespace sigdyn {
namespace {

constexpr std::array<std::pair<Method, const char*>, 6> method_names{{
    {Method::automatic, "auto"},
    {Method::dopri5, "dopri5"},
    {Method::rock4, "rock4"},
    {Method::rodas5p, "rodas5p"},
    {Method::cvode_bdf, "cvode_bdf"},
    {Method::cvode_gmres, "cvode_gmres"},
}};

}  // namespace

const char* to_string(Method method) {
  for (const auto& [value, name] : method_names) {
    if (value == method) return name;
  }
  return "unknown";
}

Method parse_method(const std::string& name, bool* known) {
  for (const auto& [value, value_name] : method_names) {
    if (name == value_name) {
      *known = true;
      return value;
    }
  }
  *known = false;
  return Method::automatic;
}

const char* to_string(SolveStatus status) {
  switch (status) {
    case SolveStatus::success:
      return "success";
    case SolveStatus::max_steps:
      return "max_steps";
    case SolveStatus::step_too_small:
      return "step_too_small";
    case SolveStatus::newton_failure:
      return "newton_failure";
    case SolveStatus::non_finite:
      return "non_finite";
    case SolveStatus::time_limit:
      return "time_limit";
    case SolveStatus::event_chattering:
      return "event_chattering";
    case SolveStatus::cancelled:
      return "cancelled";
  }
  return "unknown";
}

std::unique_ptr<Integrator> make_integrator(LaneSystem& system, const IntegratorOptions& options,
                                            std::shared_ptr<const SymbolicLu> lu) {
  SIGDYN_EXPECTS(options.method != Method::automatic);
  switch (options.method) {
    case Method::rodas5p:
      return detail::make_rodas5p_integrator(system, options, std::move(lu));
    case Method::rock4:
      return detail::make_rock4_integrator(system, options);
    case Method::dopri5:
      return detail::make_dopri5_integrator(system, options);
    case Method::cvode_bdf:
    case Method::cvode_gmres:
      return detail::make_cvode_integrator(system, options);
    case Method::automatic:
      break;
  }
  throw UnsupportedError({}, std::string("integration method ") + to_string(options.method));
}

}  // namespace sigdyn
