/// A DenseStep over whole-state interpolation, for the scalar integrators: exact at both ends, and
/// remembers the last time asked for, because root finding asks for several states at one time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ode/lane_client.hpp"

namespace sigdyn::detail {

class CachedStep : public DenseStep {
 public:
  explicit CachedStep(std::size_t n) : y_begin_(n), y_end_(n), y_between_(n) {}

  double t_begin() const override { return t_begin_; }
  double t_end() const override { return t_end_; }
  void evaluate(double t, double* y) const override;
  double evaluate(double t, std::size_t i) const override { return at(t)[i]; }

 protected:
  /// y [n] at a time strictly inside the step.
  virtual void interpolate(double t, std::span<double> y) const = 0;

  /// The state at the end becomes the state at the beginning, and the end moves to (t, y).
  void advance_to(double t, std::span<const double> y);
  /// Both ends at (t, y).
  void restart_at(double t, std::span<const double> y);

  const std::vector<double>& y_begin() const { return y_begin_; }
  const std::vector<double>& y_end() const { return y_end_; }

 private:
  const std::vector<double>& at(double t) const;

  double t_begin_ = 0.0;
  double t_end_ = 0.0;
  std::vector<double> y_begin_;
  std::vector<double> y_end_;
  mutable double t_between_ = 0.0;
  mutable bool has_between_ = false;
  mutable std::vector<double> y_between_;
};

}  // namespace sigdyn::detail
