/// Exact fractions of 64-bit integers that notice when they overflow.
#pragma once

#include <cstdint>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace sigdyn::detail {

/// Thrown by arithmetic whose exact result does not fit; caught where the elimination starts anew.
struct FractionOverflow : std::overflow_error {
  FractionOverflow() : std::overflow_error("fraction too large") {}
};

class Fraction {
 public:
  Fraction() = default;
  Fraction(std::int64_t numerator, std::int64_t denominator = 1);

  /// The fraction with denominator at most 1000 that is this number to 1e-12 relative, if any.
  static std::optional<Fraction> nearest(double value);

  std::int64_t numerator() const { return numerator_; }
  std::int64_t denominator() const { return denominator_; }
  bool is_whole() const { return denominator_ == 1; }
  bool is_zero() const { return numerator_ == 0; }
  bool is_negative() const { return numerator_ < 0; }

  friend Fraction operator+(Fraction a, Fraction b);
  friend Fraction operator*(Fraction a, Fraction b);
  friend Fraction operator/(Fraction a, Fraction b);
  Fraction operator-() const { return {-numerator_, denominator_}; }

 private:
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;  ///< positive, without common factor
};

/// Throw FractionOverflow.
std::int64_t checked_multiply(std::int64_t a, std::int64_t b);
std::int64_t checked_add(std::int64_t a, std::int64_t b);

}  // namespace sigdyn::detail
