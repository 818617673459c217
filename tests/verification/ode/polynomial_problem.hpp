/// Polynomial right-hand sides as lists of terms, with their exact Jacobian.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "support/function_system.hpp"

namespace sigdyn::test {

/// dydt[target] += coefficient * product of y[factors].
struct Term {
  std::size_t target = 0;
  double coefficient = 0.0;
  std::vector<std::size_t> factors;
};

/// A reaction step: rate constant, reactants, products. Species not listed do not change.
struct Step {
  double rate_constant = 0.0;
  std::vector<std::size_t> reactants;
  std::vector<std::size_t> products;
};

OdeProblem polynomial_problem(std::size_t n, std::vector<Term> terms);
std::vector<Term> terms_of(const std::vector<Step>& steps);

}  // namespace sigdyn::test
