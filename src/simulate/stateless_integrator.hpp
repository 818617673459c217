/// An integrator for networks without states: all is assigned, only time goes on.
#pragma once

#include <memory>

#include "ode/integrator.hpp"

namespace sigdyn {

/// Walks through each task in equal steps, so that events that watch time alone are found.
std::unique_ptr<Integrator> make_stateless_integrator();

}  // namespace sigdyn
