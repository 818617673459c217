#include "network/detail/positive_rays.hpp"

#include <algorithm>
#include <numeric>

#include "network/detail/fraction.hpp"

namespace sigdyn::detail {
namespace {

struct Ray {
  IntegerVector x;
  std::vector<char> is_tight;  ///< per constraint so far, x_i >= 0 first: is it an equality here?
  std::int64_t slack = 0;      ///< of the constraint being added
};

std::int64_t dot(const IntegerVector& a, const IntegerVector& b) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum = checked_add(sum, checked_multiply(a[i], b[i]));
  }
  return sum;
}

/// Two rays span an edge if no third is tight wherever both are.
bool are_adjacent(const std::vector<Ray>& rays, const Ray& a, const Ray& b) {
  return std::ranges::none_of(rays, [&](const Ray& other) {
    if (&other == &a || &other == &b) return false;
    for (std::size_t i = 0; i < a.is_tight.size(); ++i) {
      if (a.is_tight[i] && b.is_tight[i] && !other.is_tight[i]) return false;
    }
    return true;
  });
}

/// The point of the edge between two rays where the new constraint is an equality.
Ray meet(const Ray& above, const Ray& below) {
  Ray ray;
  std::int64_t common = 0;
  for (std::size_t i = 0; i < above.x.size(); ++i) {
    ray.x.push_back(checked_add(checked_multiply(above.x[i], -below.slack),
                                checked_multiply(below.x[i], above.slack)));
    common = std::gcd(common, ray.x.back());
  }
  for (std::int64_t& value : ray.x) value /= common;
  for (std::size_t i = 0; i < above.is_tight.size(); ++i) {
    ray.is_tight.push_back(above.is_tight[i] && below.is_tight[i]);
  }
  return ray;
}

std::vector<Ray> cut(std::vector<Ray>& rays, const IntegerVector& constraint) {
  for (Ray& ray : rays) ray.slack = dot(constraint, ray.x);
  std::vector<Ray> kept;
  for (const Ray& above : rays) {
    if (above.slack <= 0) continue;
    for (const Ray& below : rays) {
      if (below.slack < 0 && are_adjacent(rays, above, below)) kept.push_back(meet(above, below));
    }
  }
  for (const Ray& ray : rays) {
    if (ray.slack >= 0) kept.push_back(ray);
  }
  for (Ray& ray : kept) ray.is_tight.push_back(dot(constraint, ray.x) == 0);
  return kept;
}

}  // namespace

std::vector<IntegerVector> positive_rays(std::size_t n,
                                         const std::vector<IntegerVector>& constraints,
                                         std::size_t max_rays) {
  std::vector<Ray> rays(n);
  for (std::size_t i = 0; i < n; ++i) {
    rays[i].x.assign(n, 0);
    rays[i].x[i] = 1;
    rays[i].is_tight.assign(n, 1);
    rays[i].is_tight[i] = 0;
  }
  for (const IntegerVector& constraint : constraints) {
    rays = cut(rays, constraint);
    if (rays.size() > max_rays) return {};
  }
  std::vector<IntegerVector> result;
  result.reserve(rays.size());
  for (Ray& ray : rays) result.push_back(std::move(ray.x));
  return result;
}

}  // namespace sigdyn::detail
