#include "network/detail/fraction.hpp"

#include <cmath>
#include <limits>

namespace sigdyn::detail {

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) throw FractionOverflow();
  return product;
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw FractionOverflow();
  return sum;
}

Fraction::Fraction(std::int64_t numerator, std::int64_t denominator) {
  if (numerator == std::numeric_limits<std::int64_t>::min() ||
      denominator == std::numeric_limits<std::int64_t>::min()) {
    throw FractionOverflow();
  }
  if (denominator == 1) {  // nearly all are
    numerator_ = numerator;
    return;
  }
  const std::int64_t common = std::gcd(numerator, denominator);
  const std::int64_t sign = denominator < 0 ? -1 : 1;
  numerator_ = sign * numerator / common;
  denominator_ = sign * denominator / common;
}

std::optional<Fraction> Fraction::nearest(double value) {
  if (!(std::fabs(value) < 1e6)) return std::nullopt;
  for (std::int64_t denominator = 1; denominator <= 1000; ++denominator) {
    const double scaled = value * static_cast<double>(denominator);
    const double whole = std::round(scaled);
    if (std::fabs(scaled - whole) <= 1e-12 * std::fabs(scaled)) {
      return Fraction(static_cast<std::int64_t>(whole), denominator);
    }
  }
  return std::nullopt;
}

Fraction operator+(Fraction a, Fraction b) {
  if (a.is_whole() && b.is_whole()) return checked_add(a.numerator_, b.numerator_);
  const std::int64_t common = std::gcd(a.denominator_, b.denominator_);
  const std::int64_t left = checked_multiply(a.numerator_, b.denominator_ / common);
  const std::int64_t right = checked_multiply(b.numerator_, a.denominator_ / common);
  return {checked_add(left, right), checked_multiply(a.denominator_ / common, b.denominator_)};
}

Fraction operator*(Fraction a, Fraction b) {
  if (a.is_whole() && b.is_whole()) return checked_multiply(a.numerator_, b.numerator_);
  const Fraction x(a.numerator_, b.denominator_);  // cancels before it multiplies
  const Fraction y(b.numerator_, a.denominator_);
  return {checked_multiply(x.numerator_, y.numerator_),
          checked_multiply(x.denominator_, y.denominator_)};
}

Fraction operator/(Fraction a, Fraction b) {
  return a * Fraction(b.denominator_, b.numerator_);
}

}  // namespace sigdyn::detail
