/// What each operation computes.
#include <cmath>
#include <limits>

#include "network/expression.hpp"

namespace sigdyn {
namespace {

/// Exact below 23!, and as near as tgamma beyond; NaN for negative numbers.
double factorial(double x) {
  if (x < 0.0) return std::numeric_limits<double>::quiet_NaN();
  if (x != std::floor(x) || x > 22.0) return std::tgamma(x + 1.0);
  double product = 1.0;
  for (double factor = 2.0; factor <= x; factor += 1.0) product *= factor;
  return product;
}

double truth(bool value) {
  return value ? 1.0 : 0.0;
}

}  // namespace

double apply(Op op, double a, double b, double c) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::negate:
      return -a;
    case Op::power:
      return std::pow(a, b);
    case Op::exp:
      return std::exp(a);
    case Op::log:
      return std::log(a);
    case Op::sqrt:
      return std::sqrt(a);
    case Op::abs:
      return std::fabs(a);
    case Op::floor:
      return std::floor(a);
    case Op::ceil:
      return std::ceil(a);
    case Op::factorial:
      return factorial(a);
    case Op::sin:
      return std::sin(a);
    case Op::cos:
      return std::cos(a);
    case Op::tan:
      return std::tan(a);
    case Op::asin:
      return std::asin(a);
    case Op::acos:
      return std::acos(a);
    case Op::atan:
      return std::atan(a);
    case Op::sinh:
      return std::sinh(a);
    case Op::cosh:
      return std::cosh(a);
    case Op::tanh:
      return std::tanh(a);
    case Op::asinh:
      return std::asinh(a);
    case Op::acosh:
      return std::acosh(a);
    case Op::atanh:
      return std::atanh(a);
    case Op::min:
      return b < a ? b : a;
    case Op::max:
      return a < b ? b : a;
    case Op::quotient:
      return std::trunc(a / b);
    case Op::remainder:
      return std::fmod(a, b);
    case Op::equal:
      return truth(a == b);
    case Op::not_equal:
      return truth(a != b);
    case Op::less:
      return truth(a < b);
    case Op::less_equal:
      return truth(a <= b);
    case Op::greater:
      return truth(a > b);
    case Op::greater_equal:
      return truth(a >= b);
    case Op::logical_and:
      return truth(a != 0.0 && b != 0.0);
    case Op::logical_or:
      return truth(a != 0.0 || b != 0.0);
    case Op::logical_xor:
      return truth((a != 0.0) != (b != 0.0));
    case Op::logical_not:
      return truth(a == 0.0);
    case Op::select:
      return a != 0.0 ? b : c;
    case Op::constant:
    case Op::symbol:
    case Op::time:
    case Op::delay:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace sigdyn
