#include "ode/detail/incomplete_lu.hpp"

#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;
using detail::IncompleteLu;

/// Tridiagonal: its LU has no fill, so that the incomplete factors are the exact ones.
struct Tridiagonal {
  explicit Tridiagonal(std::size_t n) {
    pattern.row_start.push_back(0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i == 0 ? 0 : i - 1; j < n && j <= i + 1; ++j) {
        if (i == j) diagonal.push_back(pattern.column.size());
        pattern.column.push_back(static_cast<std::uint32_t>(j));
        values.push_back(i == j ? 4.0 + static_cast<double>(i) : (j < i ? -1.0 : -2.0));
      }
      pattern.row_start.push_back(static_cast<std::uint32_t>(pattern.column.size()));
    }
  }
  SparsityPattern pattern;
  std::vector<std::size_t> diagonal;
  std::vector<double> values;
};

TEST_CASE("incomplete LU: without fill it solves exactly", "[incomplete_lu]") {
  const Tridiagonal matrix(6);
  const std::vector<double> x{1.0, -2.0, 3.0, 0.5, -1.0, 4.0};
  std::vector<double> b(6, 0.0), solution(6);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t k = matrix.pattern.row_start[i]; k < matrix.pattern.row_start[i + 1]; ++k) {
      b[i] += matrix.values[k] * x[matrix.pattern.column[k]];
    }
  }
  IncompleteLu lu(matrix.pattern, matrix.diagonal);

  REQUIRE(lu.factorise(matrix.values));
  lu.solve(b.data(), solution.data());

  for (std::size_t i = 0; i < 6; ++i) CHECK(solution[i] == Approx(x[i]).epsilon(1e-14));
}

TEST_CASE("incomplete LU: what would fill in is dropped", "[incomplete_lu]") {
  // Arrow with the tip first: exact LU of rows 1 and 2 would fill (1, 2) and (2, 1).
  const SparsityPattern pattern{{0, 3, 5, 7}, {0, 1, 2, 0, 1, 0, 2}};
  const std::vector<std::size_t> diagonal{0, 4, 6};
  IncompleteLu lu(pattern, diagonal);
  std::vector<double> x(3);

  REQUIRE(lu.factorise(std::vector<double>{2.0, 1.0, 1.0, 1.0, 2.0, 1.0, 2.0}));
  const std::vector<double> b{4.0, 3.5, 3.5};
  lu.solve(b.data(), x.data());

  // By hand: L = (0.5, 0.5), pivots 2, 1.5, 1.5; L y = b gives y = (4, 1.5, 1.5).
  CHECK(x == std::vector<double>{1.0, 1.0, 1.0});
}

TEST_CASE("incomplete LU: a zero pivot is reported", "[incomplete_lu]") {
  const SparsityPattern pattern{{0, 2, 4}, {0, 1, 0, 1}};
  const std::vector<std::size_t> diagonal{0, 3};
  IncompleteLu lu(pattern, diagonal);

  CHECK_FALSE(lu.factorise(std::vector<double>{1.0, 1.0, 1.0, 1.0}));
}

}  // namespace
