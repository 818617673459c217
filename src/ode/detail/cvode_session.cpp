#include "ode/detail/cvode_session.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include <klu.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunlinsol/sunlinsol_spgmr.h>

#include "base/contract.hpp"
#include "ode/detail/error_weights.hpp"

namespace sigdyn::detail {
namespace {

double* data(const Owned<N_Vector>& vector) {
  return N_VGetArrayPointer(vector.get());
}

Owned<SUNContext> make_context() {
  SUNContext context = nullptr;
  if (SUNContext_Create(nullptr, &context) != 0) throw std::bad_alloc();
  return Owned<SUNContext>(context);
}

Owned<N_Vector> make_vector(std::size_t n, SUNContext context) {
  Owned<N_Vector> vector(N_VNew_Serial(static_cast<sunindextype>(n), context));
  if (!vector) throw std::bad_alloc();
  return vector;
}

/// Libraries do not print: what went wrong travels in the flag.
void stay_silent(int /*code*/, const char* /*module*/, const char* /*function*/, char* /*message*/,
                 void* /*user_data*/) {}

}  // namespace

/// What CVODE calls back. Each returns 0 for success, > 0 for "try a smaller step", < 0 for "stop".
struct CvodeSession::Callbacks {
  static CvodeSession& self(void* user_data) { return *static_cast<CvodeSession*>(user_data); }

  /// An exception must not cross C code: it waits in thrown_ until step() is back.
  template <class Action>
  static int guarded(CvodeSession& session, Action&& action) {
    try {
      return std::forward<Action>(action)();
    } catch (...) {
      session.thrown_ = std::current_exception();
      return -1;
    }
  }

  static int rhs(double t, N_Vector y, N_Vector dydt, void* user_data) {
    CvodeSession& session = self(user_data);
    return guarded(session, [&] {
      double* out = N_VGetArrayPointer(dydt);
      session.system_->rhs(&t, N_VGetArrayPointer(y), out);
      ++session.counts_.n_rhs;
      return session.note_non_finite(out);
    });
  }

  static int linear_system(double t, N_Vector y, N_Vector /*dydt*/, SUNMatrix /*matrix*/,
                           booleantype is_jacobian_current, booleantype* is_jacobian_updated,
                           double gamma, void* user_data, N_Vector /*tmp1*/, N_Vector /*tmp2*/,
                           N_Vector /*tmp3*/) {
    CvodeSession& session = self(user_data);
    return guarded(session, [&] {
      session.update_matrix(t, y, is_jacobian_current != SUNFALSE, gamma);
      *is_jacobian_updated = is_jacobian_current != SUNFALSE ? SUNFALSE : SUNTRUE;
      return 0;
    });
  }

  static int setup_preconditioner(double t, N_Vector y, N_Vector /*dydt*/,
                                  booleantype is_jacobian_current, booleantype* is_jacobian_updated,
                                  double gamma, void* user_data) {
    CvodeSession& session = self(user_data);
    return guarded(session, [&] {
      session.update_matrix(t, y, is_jacobian_current != SUNFALSE, gamma);
      *is_jacobian_updated = is_jacobian_current != SUNFALSE ? SUNFALSE : SUNTRUE;
      return session.incomplete_lu_.factorise(session.matrix_.values()) ? 0 : 1;
    });
  }

  static int precondition(double /*t*/, N_Vector /*y*/, N_Vector /*dydt*/, N_Vector b, N_Vector x,
                          double /*gamma*/, double /*delta*/, int /*side*/, void* user_data) {
    self(user_data).incomplete_lu_.solve(N_VGetArrayPointer(b), N_VGetArrayPointer(x));
    return 0;
  }

  static int multiply_jacobian(N_Vector v, N_Vector product, double /*t*/, N_Vector /*y*/,
                               N_Vector /*dydt*/, void* user_data, N_Vector /*tmp*/) {
    self(user_data).matrix_.multiply_jacobian(N_VGetArrayPointer(v), N_VGetArrayPointer(product));
    return 0;
  }
};

CvodeSession::CvodeSession(LaneSystem& system, IntegratorOptions options, CvodeSolver solver)
    : system_(&system),
      options_(std::move(options)),
      n_(system.size()),
      context_(make_context()),
      matrix_(system.jacobian_pattern(), context_.get()),
      incomplete_lu_(matrix_.pattern(), matrix_.diagonal()),
      y_(make_vector(n_, context_.get())),
      atol_(make_vector(n_, context_.get())),
      scratch_(make_vector(n_, context_.get())),
      weight_(make_vector(n_, context_.get())),
      cvode_(CVodeCreate(CV_BDF, context_.get())),
      solver_(solver) {
  SIGDYN_EXPECTS(system.lanes() == 1);
  if (!cvode_) throw std::bad_alloc();
  void* cvode = cvode_.get();
  CVodeSetErrHandlerFn(cvode, stay_silent, nullptr);
  CVodeSetUserData(cvode, this);
  N_VConst(0.0, y_.get());
  N_VConst(1.0, atol_.get());
  CVodeInit(cvode, &Callbacks::rhs, 0.0, y_.get());
  CVodeSetMaxStep(cvode, options_.h_max);
  CVodeSetMaxHnilWarns(cvode, -1);
  // Twice CVODE's own patience: a sharp transient costs a few more halvings instead of the run.
  CVodeSetMaxErrTestFails(cvode, 14);
  CVodeSetMaxConvFails(cvode, 20);
  if (solver_ == CvodeSolver::klu) attach_klu();
  if (solver_ == CvodeSolver::gmres) attach_gmres();
}

CvodeSession::~CvodeSession() = default;

void CvodeSession::attach_klu() {
  linear_solver_.reset(SUNLinSol_KLU(y_.get(), matrix_.handle(), context_.get()));
  if (!linear_solver_) throw std::bad_alloc();
  // AMD. The default, COLAMD, fills in 3 to 28 times more on networks with hub species.
  SUNLinSol_KLUSetOrdering(linear_solver_.get(), 0);
  CVodeSetLinearSolver(cvode_.get(), linear_solver_.get(), matrix_.handle());
  CVodeSetLinSysFn(cvode_.get(), &Callbacks::linear_system);
}

void CvodeSession::attach_gmres() {
  constexpr int krylov_dimension = 20;  // beyond this, restarting costs less than orthogonalising
  // From the right: iteration ends by the residual itself. From the left it ends by P^-1 residual,
  // which is small long before the residual is where ILU(0) drops much.
  linear_solver_.reset(SUNLinSol_SPGMR(y_.get(), SUN_PREC_RIGHT, krylov_dimension, context_.get()));
  if (!linear_solver_) throw std::bad_alloc();
  CVodeSetLinearSolver(cvode_.get(), linear_solver_.get(), nullptr);
  CVodeSetPreconditioner(cvode_.get(), &Callbacks::setup_preconditioner, &Callbacks::precondition);
  CVodeSetJacTimes(cvode_.get(), nullptr, &Callbacks::multiply_jacobian);
}

void CvodeSession::begin(const LaneTask& task) {
  SIGDYN_EXPECTS(task.y.size() == n_);
  SIGDYN_EXPECTS(task.t_stop > task.t);
  std::copy(task.y.begin(), task.y.end(), data(y_));
  fill_absolute_tolerances(options_.error, task, {data(atol_), n_});
  t_ = task.t;
  t_stop_ = task.t_stop;
  counts_ = SolverStats{};
  n_steps_ = 0;
  non_finite_.clear();

  void* cvode = cvode_.get();
  CVodeReInit(cvode, t_, y_.get());
  CVodeSVtolerances(cvode, options_.error.rtol, atol_.get());
  CVodeSetInitStep(cvode, task.h_first);
  CVodeSetStopTime(cvode, t_stop_);
  if (solver_ == CvodeSolver::klu) {
    // Otherwise KLU goes on with the pivots it chose for an earlier task.
    SUNLinSol_KLUReInit(linear_solver_.get(), matrix_.handle(),
                        static_cast<sunindextype>(matrix_.n_nonzero()), SUNKLU_REINIT_PARTIAL);
  }
}

int CvodeSession::step() {
  const int flag = CVode(cvode_.get(), t_stop_, y_.get(), &t_, CV_ONE_STEP);
  ++n_steps_;
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
  return flag;
}

std::span<const double> CvodeSession::y() const {
  return {data(y_), n_};
}

void CvodeSession::interpolate(double t, std::span<double> y) {
  [[maybe_unused]] const int flag = CVodeGetDky(cvode_.get(), t, 0, scratch_.get());
  SIGDYN_EXPECTS(flag == CV_SUCCESS);
  std::copy_n(data(scratch_), n_, y.begin());
}

double CvodeSession::last_h() const {
  double h = 0.0;
  CVodeGetCurrentStep(cvode_.get(), &h);
  return h;
}

SolverStats CvodeSession::stats() const {
  long n_steps = 0, n_error_failures = 0, n_solve_failures = 0, n_setups = 0;
  CVodeGetNumSteps(cvode_.get(), &n_steps);
  CVodeGetNumErrTestFails(cvode_.get(), &n_error_failures);
  CVodeGetNumStepSolveFails(cvode_.get(), &n_solve_failures);
  CVodeGetNumLinSolvSetups(cvode_.get(), &n_setups);
  SolverStats stats = counts_;
  stats.n_steps = n_steps;
  stats.n_rejected = n_error_failures + n_solve_failures;
  stats.n_decompositions = n_setups;
  return stats;
}

bool CvodeSession::met_non_finite() const {
  // Before a wall of NaN, steps that hit it alternate with short ones that do not.
  return !non_finite_.empty() && n_steps_ - step_of_non_finite_ < 20;
}

std::vector<std::size_t> CvodeSession::worst() const {
  if (met_non_finite()) return non_finite_;
  CVodeGetEstLocalErrors(cvode_.get(), scratch_.get());
  CVodeGetErrWeights(cvode_.get(), weight_.get());
  double* error = data(scratch_);
  for (std::size_t i = 0; i < n_; ++i) error[i] *= data(weight_)[i];
  return worst_states({error, n_});
}

int CvodeSession::note_non_finite(const double* dydt) {
  double sum = 0.0;  // 0 * x is NaN exactly where x is not finite
  for (std::size_t i = 0; i < n_; ++i) sum += 0.0 * dydt[i];
  if (sum == 0.0) return 0;
  non_finite_.clear();
  step_of_non_finite_ = n_steps_;
  for (std::size_t i = 0; i < n_ && non_finite_.size() < 3; ++i) {
    if (!std::isfinite(dydt[i])) non_finite_.push_back(i);
  }
  return 1;
}

void CvodeSession::update_matrix(double t, N_Vector y, bool is_jacobian_current, double gamma) {
  if (!is_jacobian_current) {
    matrix_.update_jacobian(*system_, t, N_VGetArrayPointer(y));
    ++counts_.n_jacobian;
  }
  matrix_.assemble(gamma);
}

}  // namespace sigdyn::detail
