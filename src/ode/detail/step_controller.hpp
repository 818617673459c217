/// The choice of the next step from the errors of the last two, for one lane.
///
/// Accepted:  h_new = h / max(err^(1/q), (h/h_old) (err^2/err_old)^(1/q)) * safety   (predictive)
/// Rejected:  h_new = h / err^(1/q) * safety, and no growth in the step after.
/// Source: Gustafsson (1994), ACM Trans. Math. Softw. 20:496-517, doi:10.1145/198429.198437; limits
/// as in RODAS of Hairer & Wanner, Solving ODEs II (1996), section IV.7.
#pragma once

namespace sigdyn::detail {

class StepController {
 public:
  explicit StepController(int error_order) : inverse_order_(1.0 / error_order) {}

  void restart();
  /// The step after an accepted step h with mean square error `mean_square`.
  double accept(double h, double mean_square);
  /// The step to retry with; mean_square may be NaN or infinite.
  double reject(double h, double mean_square);

 private:
  double inverse_order_;
  double h_accepted_ = 0.0;  // 0: no step accepted yet
  double log_error_ = 0.0;   // base 2, of the last accepted step
  bool was_rejected_ = false;
};

/// log2 and exp2 to about 1e-5, from arithmetic alone: the same bits on every machine, and some ten
/// times faster than the C library. x > 0 and normal; |x| < 1000.
double approximate_log2(double x);
double approximate_exp2(double x);

}  // namespace sigdyn::detail
