/// The standard initial value problems on which stiff integrators are compared, with the published
/// state at the end of each.
///
/// Sources: [TS] Mazzia & Magherini (2008), Test Set for Initial Value Problem Solvers,
/// release 2.4, University of Bari: the reference solutions of HIRES, Pollution, Robertson, E5, van
/// der Pol, Ring modulator and Pleiades, computed there by RADAU or RADAU5 (most at rtol 1.1e-18 in
/// quadruple precision; ring modulator 1e-12; Pleiades at full double precision). [mp] Brusselator:
/// Taylor series of order 25 in 30 digits (mpmath 1.2 odefun), agreeing with DOP853 of scipy to all
/// its digits; the equations are those of Hairer, Norsett & Wanner (1993), Solving Ordinary
/// Differential Equations I, 2nd ed., section I.16.
#pragma once

#include <string>
#include <vector>

#include "ode/lane_client.hpp"
#include "support/function_system.hpp"

namespace sigdyn::test {

struct StandardProblem {
  std::string name;
  OdeProblem ode;
  LaneTask task;                      ///< error_scale: the typical size of each state
  std::vector<double> reference;      ///< [n] at task.t_stop
  std::vector<std::size_t> compared;  ///< states whose error counts
};

/// Chemical kinetics with rates over nine orders of magnitude, to t = 1e11.
StandardProblem robertson();
/// "High irradiance response" of plant morphogenesis, 8 states.
StandardProblem hires();
/// Pyrolysis, 4 states of down to 1e-22, to t = 1e13.
StandardProblem e5();
/// Air pollution, 25 reactions of 20 species.
StandardProblem pollution();
/// Relaxation oscillator y'' = mu (1 - y^2) y' - y from (2, 0), to t = 2 mu. The reference holds
/// for mu = 1e3.
StandardProblem van_der_pol(double mu = 1e3);
/// The same with mu = 1e6 to t = 1.2 mu, past the first jump; its reference is the asymptotic
/// solution, good to 1e-7.
StandardProblem extreme_van_der_pol();
/// Autocatalysis on its limit cycle, not stiff.
StandardProblem brusselator();
/// Seven stars in a plane with close encounters, not stiff, 28 states.
StandardProblem pleiades();
/// Electric circuit driven at two frequencies, 15 states, fast oscillations, depends on time.
StandardProblem ring_modulator();

}  // namespace sigdyn::test
