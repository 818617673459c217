/// Constraints turned into assignments: algebraic rules and fast reactions.
#pragma once

#include "sbml/detail/dynamics.hpp"
#include "sbml/detail/import.hpp"

namespace sigdyn::detail {

/// Makes each algebraic rule 0 = r the assignment of the quantity it determines: one that may
/// change, that nothing else changes, and in which r is affine once the others are eliminated.
/// Throws UnsupportedError where there is none.
void solve_algebraic_rules(Import& import, Dynamics& dynamics);

/// Quasi-equilibrium. A species of fast reactions is its slow pool z (what the slow reactions
/// leave) shifted by the extents x of the fast ones, which are such that all fast fluxes vanish:
///     a_i = z_i + sum_j n_ij x_j,     v_j(a) = 0,     dz_i/dt = slow part of d a_i/dt
/// Solved in closed form, x by x, for fluxes of degree 1 and 2; of two roots the stable one, where
/// dv/dx < 0. Redirects initial values and event assignments from a_i to z_i.
/// Throws UnsupportedError for fluxes of other forms.
void replace_fast_reactions(Import& import, Dynamics& dynamics);

}  // namespace sigdyn::detail
