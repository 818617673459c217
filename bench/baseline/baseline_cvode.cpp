#include "baseline/baseline_cvode.hpp"

#include <algorithm>
#include <vector>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include "ode/detail/incomplete_lu.hpp"

namespace sigdyn::bench {
namespace {

class Cvode final : public BaselineCvode {
 public:
  Cvode(LaneSystem& system, BaselineSolver solver)
      : system_(&system), pattern_(&system.jacobian_pattern()), n_(system.size()) {
    const auto n = static_cast<sunindextype>(n_);
    SUNContext_Create(nullptr, &context_);
    y_ = N_VNew_Serial(n, context_);
    atol_ = N_VNew_Serial(n, context_);
    N_VConst(1.0, y_);
    cvode_ = CVodeCreate(CV_BDF, context_);
    CVodeSetErrHandlerFn(
        cvode_, [](int, const char*, const char*, char*, void*) {}, nullptr);
    CVodeSetUserData(cvode_, this);
    CVodeInit(cvode_, &Cvode::rhs, 0.0, y_);
    CVodeSetMaxNumSteps(cvode_, 100'000);  // between two outputs
    attach(solver);
  }
  ~Cvode() override {
    CVodeFree(&cvode_);
    SUNLinSolFree(linear_solver_);
    if (matrix_ != nullptr) SUNMatDestroy(matrix_);
    N_VDestroy(y_);
    N_VDestroy(atol_);
    SUNContext_Free(&context_);
  }
  Cvode(const Cvode&) = delete;
  Cvode& operator=(const Cvode&) = delete;

  bool solve(double t_begin, const double* y_begin, std::span<const double> output_times,
             double rtol, const double* atol, double* out, BaselineCounts* counts) override {
    std::copy_n(y_begin, n_, N_VGetArrayPointer(y_));
    std::copy_n(atol, n_, N_VGetArrayPointer(atol_));
    CVodeReInit(cvode_, t_begin, y_);
    CVodeSVtolerances(cvode_, rtol, atol_);
    bool is_complete = true;
    for (const double t_out : output_times) {
      double t = t_begin;
      if (t_out > t_begin && CVode(cvode_, t_out, y_, &t, CV_NORMAL) < 0) {
        is_complete = false;
        break;
      }
      out = std::copy_n(N_VGetArrayPointer(y_), n_, out);
    }
    if (counts != nullptr) {
      CVodeGetNumSteps(cvode_, &counts->n_steps);
      CVodeGetNumRhsEvals(cvode_, &counts->n_rhs);
      CVodeGetNumLinSolvSetups(cvode_, &counts->n_decompositions);
    }
    return is_complete;
  }

 private:
  static Cvode& self(void* user_data) { return *static_cast<Cvode*>(user_data); }

  static int rhs(double t, N_Vector y, N_Vector dydt, void* user_data) {
    self(user_data).system_->rhs(&t, N_VGetArrayPointer(y), N_VGetArrayPointer(dydt));
    return 0;
  }

  static int sparse_jacobian(double t, N_Vector y, N_Vector, SUNMatrix j, void* user_data, N_Vector,
                             N_Vector, N_Vector) {
    Cvode& me = self(user_data);
    std::copy(me.pattern_->row_start.begin(), me.pattern_->row_start.end(),
              SUNSparseMatrix_IndexPointers(j));
    std::copy(me.pattern_->column.begin(), me.pattern_->column.end(),
              SUNSparseMatrix_IndexValues(j));
    me.system_->jacobian(&t, N_VGetArrayPointer(y), SUNSparseMatrix_Data(j));
    return 0;
  }

  static int dense_jacobian(double t, N_Vector y, N_Vector, SUNMatrix j, void* user_data, N_Vector,
                            N_Vector, N_Vector) {
    Cvode& me = self(user_data);
    me.system_->jacobian(&t, N_VGetArrayPointer(y), me.values_.data());
    for (std::size_t i = 0; i < me.n_; ++i) {
      for (std::size_t k = me.pattern_->row_start[i]; k < me.pattern_->row_start[i + 1]; ++k) {
        SUNDenseMatrix_Column(j, me.pattern_->column[k])[i] = me.values_[k];
      }
    }
    return 0;
  }

  static int setup(double t, N_Vector y, N_Vector, booleantype is_current, booleantype* is_updated,
                   double gamma, void* user_data) {
    Cvode& me = self(user_data);
    if (is_current == SUNFALSE) {
      me.system_->jacobian(&t, N_VGetArrayPointer(y), me.values_.data());
    }
    *is_updated = is_current == SUNFALSE ? SUNTRUE : SUNFALSE;
    for (std::size_t k = 0; k < me.values_.size(); ++k) me.newton_[k] = -gamma * me.values_[k];
    for (const std::size_t k : me.diagonal_) me.newton_[k] += 1.0;
    return me.incomplete_lu_->factorise(me.newton_) ? 0 : 1;
  }

  static int precondition(double, N_Vector, N_Vector, N_Vector b, N_Vector x, double, double, int,
                          void* user_data) {
    self(user_data).incomplete_lu_->solve(N_VGetArrayPointer(b), N_VGetArrayPointer(x));
    return 0;
  }

  void attach(BaselineSolver solver) {
    const auto n = static_cast<sunindextype>(n_);
    const auto n_nonzero = static_cast<sunindextype>(pattern_->column.size());
    values_.resize(pattern_->column.size());
    switch (solver) {
      case BaselineSolver::klu:
        matrix_ = SUNSparseMatrix(n, n, n_nonzero, CSR_MAT, context_);
        linear_solver_ = SUNLinSol_KLU(y_, matrix_, context_);
        SUNLinSol_KLUSetOrdering(linear_solver_, 0);
        CVodeSetLinearSolver(cvode_, linear_solver_, matrix_);
        CVodeSetJacFn(cvode_, &Cvode::sparse_jacobian);
        break;
      case BaselineSolver::dense:
        matrix_ = SUNDenseMatrix(n, n, context_);
        linear_solver_ = SUNLinSol_Dense(y_, matrix_, context_);
        CVodeSetLinearSolver(cvode_, linear_solver_, matrix_);
        CVodeSetJacFn(cvode_, &Cvode::dense_jacobian);
        break;
      case BaselineSolver::gmres:
        linear_solver_ = SUNLinSol_SPGMR(y_, SUN_PREC_NONE, 0, context_);
        CVodeSetLinearSolver(cvode_, linear_solver_, nullptr);
        break;
      case BaselineSolver::gmres_ilu:
        find_diagonal();
        linear_solver_ = SUNLinSol_SPGMR(y_, SUN_PREC_LEFT, 0, context_);
        CVodeSetLinearSolver(cvode_, linear_solver_, nullptr);
        CVodeSetPreconditioner(cvode_, &Cvode::setup, &Cvode::precondition);
        break;
    }
  }

  void find_diagonal() {
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t k = pattern_->row_start[i]; k < pattern_->row_start[i + 1]; ++k) {
        if (pattern_->column[k] == i) diagonal_.push_back(k);
      }
    }
    newton_.resize(values_.size());
    incomplete_lu_ = std::make_unique<detail::IncompleteLu>(*pattern_, diagonal_);
  }

  LaneSystem* system_;
  const SparsityPattern* pattern_;
  std::size_t n_;
  SUNContext context_ = nullptr;
  N_Vector y_ = nullptr;
  N_Vector atol_ = nullptr;
  SUNMatrix matrix_ = nullptr;
  SUNLinearSolver linear_solver_ = nullptr;
  void* cvode_ = nullptr;
  std::vector<double> values_;  ///< of the Jacobian
  std::vector<double> newton_;  ///< of I - gamma J
  std::vector<std::size_t> diagonal_;
  std::unique_ptr<detail::IncompleteLu> incomplete_lu_;
};

}  // namespace

std::unique_ptr<BaselineCvode> make_baseline(LaneSystem& system, BaselineSolver solver) {
  return std::make_unique<Cvode>(system, solver);
}

}  // namespace sigdyn::bench
