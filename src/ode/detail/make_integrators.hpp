/// The makers behind make_integrator(), one per method, each defined beside its method.
#pragma once

#include <memory>

#include "ode/integrator.hpp"

namespace sigdyn::detail {

std::unique_ptr<Integrator> make_rodas5p_integrator(LaneSystem& system,
                                                    const IntegratorOptions& options,
                                                    std::shared_ptr<const SymbolicLu> lu);

std::unique_ptr<Integrator> make_rock4_integrator(LaneSystem& system,
                                                  const IntegratorOptions& options);

std::unique_ptr<Integrator> make_dopri5_integrator(LaneSystem& system,
                                                   const IntegratorOptions& options);

/// options.method is cvode_bdf or cvode_gmres.
std::unique_ptr<Integrator> make_cvode_integrator(LaneSystem& system,
                                                  const IntegratorOptions& options);

}  // namespace sigdyn::detail
