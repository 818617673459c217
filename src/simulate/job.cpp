#include "simulate/job.hpp"

namespace sigdyn {

void add(const SolverStats& more, SolverStats& total) {
  total.n_steps += more.n_steps;
  total.n_rejected += more.n_rejected;
  total.n_rhs += more.n_rhs;
  total.n_jacobian += more.n_jacobian;
  total.n_decompositions += more.n_decompositions;
}

}  // namespace sigdyn
