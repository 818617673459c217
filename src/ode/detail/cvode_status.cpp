#include "ode/detail/cvode_status.hpp"

#include <cvodes/cvodes.h>

namespace sigdyn::detail {

SolveStatus status_of_cvode_flag(int flag) {
  switch (flag) {
    case CV_TOO_MUCH_WORK:
      return SolveStatus::max_steps;
    case CV_CONV_FAILURE:
    case CV_LINIT_FAIL:
    case CV_LSETUP_FAIL:
    case CV_LSOLVE_FAIL:
    case CV_NLS_INIT_FAIL:
    case CV_NLS_SETUP_FAIL:
    case CV_NLS_FAIL:
      return SolveStatus::newton_failure;
    case CV_RHSFUNC_FAIL:
    case CV_FIRST_RHSFUNC_ERR:
    case CV_REPTD_RHSFUNC_ERR:
    case CV_UNREC_RHSFUNC_ERR:
    case CV_ILL_INPUT:  // the one input CVODE can find ill here is a state without finite weight
      return SolveStatus::non_finite;
    case CV_TOO_MUCH_ACC:  // the tolerances ask for more digits than a double has
    case CV_ERR_FAILURE:   // the error test kept failing down to the smallest step
    case CV_TOO_CLOSE:
    default:
      return SolveStatus::step_too_small;
  }
}

}  // namespace sigdyn::detail
