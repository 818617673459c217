/// Owners of SUNDIALS objects, freed in the reverse order of their making.
#pragma once

#include <memory>
#include <type_traits>

#include <cvodes/cvodes.h>
#include <sundials/sundials_context.h>
#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>
#include <sundials/sundials_nvector.h>

namespace sigdyn::detail {

struct SundialsFree {
  void operator()(SUNContext context) const { SUNContext_Free(&context); }
  void operator()(N_Vector vector) const { N_VDestroy(vector); }
  void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
  void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
};

template <class Handle>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, SundialsFree>;

struct CvodeFree {
  void operator()(void* cvode) const { CVodeFree(&cvode); }
};
using OwnedCvode = std::unique_ptr<void, CvodeFree>;

}  // namespace sigdyn::detail
