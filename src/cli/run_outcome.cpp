#include "cli/run_outcome.hpp"

namespace sigdyn {

const std::vector<std::string>& status_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list{"success", "no_steady_state"};
    for (const SolveStatus failure :
         {SolveStatus::max_steps, SolveStatus::step_too_small, SolveStatus::newton_failure,
          SolveStatus::non_finite, SolveStatus::time_limit, SolveStatus::event_chattering,
          SolveStatus::cancelled}) {
      list.emplace_back(to_string(failure));
    }
    return list;
  }();
  return names;
}

std::int64_t status_flag(const RunResult& result) {
  switch (result.status) {
    case RunStatus::success:
      return 0;
    case RunStatus::no_steady_state:
      return 1;
    case RunStatus::failed:
      break;
  }
  return 1 + static_cast<std::int64_t>(result.solver_status);  // max_steps, the first failure, is 1
}

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Method method : {Method::automatic, Method::dopri5, Method::rock4, Method::rodas5p,
                                Method::cvode_bdf, Method::cvode_gmres}) {
      list.emplace_back(to_string(method));
    }
    return list;
  }();
  return names;
}

}  // namespace sigdyn
