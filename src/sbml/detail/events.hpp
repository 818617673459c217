/// Events of an SBML model, as events of the network.
#pragma once

#include "sbml/detail/dynamics.hpp"
#include "sbml/detail/import.hpp"

namespace sigdyn::detail {

/// Events without a trigger are left out: they never fire.
void read_events(Import& import, Dynamics& dynamics);

/// An event that sets a species of a fast reaction sets its slow pool, and starts the other pools
/// from what their species hold then.
void redirect_event_assignments(Import& import);

}  // namespace sigdyn::detail
