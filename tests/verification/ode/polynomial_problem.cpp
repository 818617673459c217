#include "polynomial_problem.hpp"

#include <algorithm>

namespace sigdyn::test {
namespace {

double product_without(const Term& term, const double* y, std::size_t left_out) {
  double product = term.coefficient;
  for (std::size_t f = 0; f < term.factors.size(); ++f) {
    if (f != left_out) product *= y[term.factors[f]];
  }
  return product;
}

}  // namespace

OdeProblem polynomial_problem(std::size_t n, std::vector<Term> terms) {
  const auto shared = std::make_shared<const std::vector<Term>>(std::move(terms));
  OdeProblem problem;
  problem.n = n;
  problem.rhs = [shared, n](double, const double* y, double* dydt) {
    std::fill_n(dydt, n, 0.0);
    for (const Term& term : *shared) {
      dydt[term.target] += product_without(term, y, term.factors.size());
    }
  };
  problem.jacobian = [shared, n](double, const double* y, double* dense) {
    std::fill_n(dense, n * n, 0.0);
    for (const Term& term : *shared) {
      for (std::size_t f = 0; f < term.factors.size(); ++f) {
        dense[term.target * n + term.factors[f]] += product_without(term, y, f);
      }
    }
  };
  return problem;
}

std::vector<Term> terms_of(const std::vector<Step>& steps) {
  std::vector<Term> terms;
  for (const auto& [rate_constant, reactants, products] : steps) {
    for (const std::size_t species : reactants)
      terms.push_back({species, -rate_constant, reactants});
    for (const std::size_t species : products) terms.push_back({species, rate_constant, reactants});
  }
  return terms;
}

}  // namespace sigdyn::test
