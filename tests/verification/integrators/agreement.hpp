/// One run of one network by every integrator that can do it, and how far the runs lie apart.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "simulate/run.hpp"

namespace sigdyn::test {

/// A species that does not start as the model says: what the cell is stimulated with.
struct Stimulus {
  std::string species;
  double amount = 0.0;
};

/// What may be spent on one network: bounds on counts of work, so that they hold on any machine.
struct Budget {
  double rhs_terms = 0.0;      ///< of an explicit method: right-hand sides times reactions
  double lu_operations = 0.0;  ///< multiply-adds of one LU decomposition
};

struct CourseOfMethod {
  Method method = Method::automatic;
  RunResult result;
};

/// Every course has the species at the same times.
struct Courses {
  std::vector<CourseOfMethod> of_method;
  std::string left_out;       ///< which methods did not run, and why, in words
  std::vector<double> scale;  ///< [n_species] what atol is relative to at the start;
  ///< infinite for species that rules assign: they are not compared
  double tolerance = 0.0;  ///< rtol and atol
};

/// 100 equal intervals from 0 to t_end.
RunPlan plan_to(double t_end);
void stimulate(const Network& network, const Stimulus& stimulus, RunPlan& plan);

/// Runs every method that the budget allows at rtol = atol = `tolerance`, without a retry ladder.
/// Explicit methods are judged by the right-hand sides that stability asks for: span times the
/// spectral radius along the first, implicit course.
Courses run_every_method(const Network& network, const RunPlan& plan, double tolerance,
                         const Budget& budget);

/// Largest |y - other| / (tolerance (|other| + scale)) over species and times; a NaN counts as
/// infinite. In this unit a step may err by about 1.
double distance(const std::vector<double>& species, const std::vector<double>& other,
                const std::vector<double>& scale, double tolerance);

}  // namespace sigdyn::test
