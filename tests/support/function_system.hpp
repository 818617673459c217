/// A LaneSystem made of plain functions, for tests of integrators without any biology; every lane
/// is the same system, evaluated on its own.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "ode/lane_system.hpp"

namespace sigdyn::test {

/// f(t, y, dydt) and its Jacobian, dense [n * n] by rows. Without a Jacobian the system serves
/// explicit methods only. Entries of the pattern are all n * n.
struct OdeProblem {
  std::size_t n = 0;
  std::function<void(double t, const double* y, double* dydt)> rhs;
  std::function<void(double t, const double* y, double* dense)> jacobian;
  /// Partial derivative with respect to t; empty for autonomous systems.
  std::function<void(double t, const double* y, double* dfdt)> time_derivative;
};

class FunctionSystem final : public LaneSystem {
 public:
  explicit FunctionSystem(OdeProblem problem, std::size_t lanes = 1)
      : problem_(std::move(problem)), lanes_(lanes), y_(problem_.n), out_(problem_.n * problem_.n) {
    pattern_.row_start.push_back(0);
    for (std::size_t i = 0; i < problem_.n; ++i) {
      for (std::size_t j = 0; j < problem_.n; ++j) {
        pattern_.column.push_back(static_cast<std::uint32_t>(j));
      }
      pattern_.row_start.push_back(static_cast<std::uint32_t>(pattern_.column.size()));
    }
  }

  std::size_t size() const override { return problem_.n; }
  std::size_t lanes() const override { return lanes_; }
  void rhs(const double* t, const double* y, double* dydt) override {
    in_each_lane(problem_.rhs, problem_.n, t, y, dydt);
  }
  const SparsityPattern& jacobian_pattern() const override { return pattern_; }
  void jacobian(const double* t, const double* y, double* values) override {
    in_each_lane(problem_.jacobian, problem_.n * problem_.n, t, y, values);
  }
  bool depends_on_time() const override { return static_cast<bool>(problem_.time_derivative); }
  void time_derivative(const double* t, const double* y, double* dfdt) override {
    in_each_lane(problem_.time_derivative, problem_.n, t, y, dfdt);
  }

 private:
  template <class Function>
  void in_each_lane(const Function& function, std::size_t n_out, const double* t, const double* y,
                    double* out) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      for (std::size_t i = 0; i < problem_.n; ++i) y_[i] = y[i * lanes_ + lane];
      function(t[lane], y_.data(), out_.data());
      for (std::size_t k = 0; k < n_out; ++k) out[k * lanes_ + lane] = out_[k];
    }
  }

  OdeProblem problem_;
  std::size_t lanes_;
  SparsityPattern pattern_;
  std::vector<double> y_;
  std::vector<double> out_;
};

}  // namespace sigdyn::test
