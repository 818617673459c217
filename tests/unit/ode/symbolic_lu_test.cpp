#include "ode/symbolic_lu.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <Eigen/Dense>

#include "base/aligned_vector.hpp"
#include "base/isa.hpp"
#include "ode/detail/lu_tables.hpp"
#include "ode/detail/written_lu.hpp"
#include "ode/integrator.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

struct RandomMatrix {
  SparsityPattern pattern;
  std::vector<double> values;  // column-dominant, as I/(h gamma) - J of reactions is
};

RandomMatrix random_matrix(std::size_t n, double density, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  RandomMatrix matrix;
  matrix.pattern.row_start.push_back(0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (i != j && uniform(random) > density) continue;
      matrix.pattern.column.push_back(static_cast<std::uint32_t>(j));
      const double size = std::pow(10.0, 4.0 * uniform(random) - 2.0);
      matrix.values.push_back(i == j ? -1e3 * size : size);
    }
    matrix.pattern.row_start.push_back(static_cast<std::uint32_t>(matrix.pattern.column.size()));
  }
  return matrix;
}

Eigen::MatrixXd dense(const RandomMatrix& matrix, double diagonal, double scale) {
  const auto n = static_cast<Eigen::Index>(matrix.pattern.size());
  Eigen::MatrixXd result = diagonal * Eigen::MatrixXd::Identity(n, n);
  for (std::size_t i = 0; i < matrix.pattern.size(); ++i) {
    for (std::size_t e = matrix.pattern.row_start[i]; e < matrix.pattern.row_start[i + 1]; ++e) {
      result(static_cast<Eigen::Index>(i), matrix.pattern.column[e]) -= scale * matrix.values[e];
    }
  }
  return result;
}

/// Solves (diagonal_l I - scale_l J) x = 1 in all lanes and gives x [n][W].
AlignedVector solve_in_lanes(const RandomMatrix& matrix, const SymbolicLu& symbolic,
                             std::size_t lanes) {
  const std::size_t n = symbolic.size();
  const detail::LaneOps& ops = detail::lane_ops(lanes);
  const detail::LuTables tables(symbolic);
  AlignedVector jacobian(matrix.values.size() * lanes);
  AlignedVector diagonal(lanes), inverse_h(lanes, 0.0), smallest(lanes);
  for (std::size_t l = 0; l < lanes; ++l) {
    for (std::size_t e = 0; e < matrix.values.size(); ++e) {
      jacobian[e * lanes + l] = (1.0 + static_cast<double>(l)) * matrix.values[e];
    }
    diagonal[l] = 1.0 + 10.0 * static_cast<double>(l);
  }
  AlignedVector lu(symbolic.n_stored() * lanes, 777.0);  // fill positions must be cleared
  AlignedVector work(tables.n_work() * lanes), f(n * lanes, 1.0), sum(n * lanes), x(n * lanes);
  ops.factor(tables.view(), jacobian.data(), diagonal.data(), lu.data(), work.data(),
             smallest.data());
  ops.solve(tables.view(), lu.data(),
            {.f = f.data(), .sum = sum.data(), .inverse_h = inverse_h.data()}, x.data());
  return x;
}

TEST_CASE("static LU: it solves like a dense LU with pivoting, in every width and instruction set",
          "[lu]") {
  const Isa before = current_isa();
  const char* isa = GENERATE("sse2", "avx2", "avx512");
  if (!set_isa(isa)) return;  // this processor has no more
  const std::size_t lanes = GENERATE(std::size_t{1}, std::size_t{4}, std::size_t{8});
  // 8 and 40: factors small enough for term lists; 150 at this density: row by row and a dense
  // block.
  const std::size_t n = GENERATE(std::size_t{1}, std::size_t{8}, std::size_t{40}, std::size_t{150});
  const RandomMatrix matrix = random_matrix(n, n < 100 ? 0.15 : 0.1, 7);
  const SymbolicLu symbolic(matrix.pattern);
  CHECK(symbolic.n_terms.empty() == (n == 150));
  CHECK((symbolic.n_dense > 8) == (n == 150));

  const AlignedVector x = solve_in_lanes(matrix, symbolic, lanes);

  for (std::size_t l = 0; l < lanes; ++l) {
    const auto lane = static_cast<double>(l);
    const Eigen::MatrixXd a = dense(matrix, 1.0 + 10.0 * lane, 1.0 + lane);
    const Eigen::VectorXd expected =
        a.partialPivLu().solve(Eigen::VectorXd::Ones(static_cast<Eigen::Index>(n)));
    double error = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      error = std::max(error, std::fabs(x[i * lanes + l] - expected[static_cast<Eigen::Index>(i)]));
    }
    // Condition numbers are some 1e4, times the rounding of a double.
    CHECK(error < 1e-11 * expected.cwiseAbs().maxCoeff());
  }
  set_isa(to_string(before));
}

TEST_CASE("static LU: the same lane has the same bits in every width", "[lu]") {
  const std::size_t n = GENERATE(std::size_t{40}, std::size_t{150});
  const RandomMatrix matrix = random_matrix(n, 0.1, 3);
  const SymbolicLu symbolic(matrix.pattern);

  const AlignedVector one = solve_in_lanes(matrix, symbolic, 1);
  const AlignedVector four = solve_in_lanes(matrix, symbolic, 4);
  const AlignedVector eight = solve_in_lanes(matrix, symbolic, 8);

  for (std::size_t i = 0; i < n; ++i) {
    CHECK(one[i] == eight[i * 8]);
    CHECK(four[i * 4 + 3] == eight[i * 8 + 3]);
  }
}

TEST_CASE("elimination order: an arrow with its hub first stays an arrow", "[lu]") {
  // State 0 meets all others; eliminating it first would fill the whole matrix.
  constexpr std::uint32_t n = 50;
  SparsityPattern pattern;
  pattern.row_start.push_back(0);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < n; ++j) {
      if (i == j || i == 0 || j == 0) pattern.column.push_back(j);
    }
    pattern.row_start.push_back(static_cast<std::uint32_t>(pattern.column.size()));
  }

  const SymbolicLu symbolic(pattern);

  CHECK(symbolic.n_stored() == pattern.column.size());
  CHECK(symbolic.fill_position.empty());
  CHECK(symbolic.n_multiply_adds() == n - 1);
}

TEST_CASE("elimination order: catalysis makes the matrix unsymmetric and costs no fill", "[lu]") {
  // A cascade: state i drives i + 1, the last drives none. Lower bidiagonal, hence no fill at all.
  constexpr std::uint32_t n = 30;
  SparsityPattern pattern;
  pattern.row_start.push_back(0);
  for (std::uint32_t i = 0; i < n; ++i) {
    if (i > 0) pattern.column.push_back(i - 1);
    pattern.column.push_back(i);
    pattern.row_start.push_back(static_cast<std::uint32_t>(pattern.column.size()));
  }

  const SymbolicLu symbolic(pattern);

  CHECK(symbolic.n_stored() == pattern.column.size());
  CHECK(symbolic.n_multiply_adds() == 0);
}

TEST_CASE("elimination order: analysis ends where the factors exceed what is allowed", "[lu]") {
  // 40: fill from a sparse start; 200: the rest is taken as full once it nearly is.
  const std::size_t n = GENERATE(std::size_t{40}, std::size_t{200});
  const RandomMatrix matrix = random_matrix(n, 0.1, 11);
  const std::uint64_t work = SymbolicLu(matrix.pattern).n_multiply_adds();

  const auto allowed = analyse_pattern(matrix.pattern, work);
  REQUIRE(allowed != nullptr);
  CHECK(allowed->n_multiply_adds() == work);
  CHECK(analyse_pattern(matrix.pattern, work - 1) == nullptr);
  CHECK(analyse_pattern(matrix.pattern, 0) == nullptr);
}

TEST_CASE("elimination order: it is the same in every instruction set", "[lu]") {
  const Isa before = current_isa();
  const RandomMatrix matrix = random_matrix(200, 0.05, 5);
  REQUIRE(set_isa("sse2"));
  const SymbolicLu plain(matrix.pattern);
  REQUIRE(set_isa(to_string(before)));
  const SymbolicLu fast(matrix.pattern);

  CHECK(plain.order == fast.order);
  CHECK(plain.column == fast.column);
}

TEST_CASE("written LU: the same bits as the loops, pivots that cancel included", "[lu]") {
  const std::size_t lanes = GENERATE(1U, 4U, 8U);
  const Isa isa = current_isa();
  if (isa == Isa::sse2) {
    WARN("there is no written code for sse2: not tested");
    return;
  }
  for (const std::size_t n : {1U, 9U, 38U}) {
    const RandomMatrix matrix = random_matrix(n, n < 10 ? 0.8 : 0.1, 7);
    const SymbolicLu symbolic(matrix.pattern);
    const detail::LuTables tables(symbolic);
    const detail::WrittenLu written = detail::write_lu(symbolic, isa, lanes);
    REQUIRE(written.factor);
    REQUIRE(written.solve);
    const detail::LaneOps& ops = detail::lane_ops(lanes);
    AlignedVector jacobian, diagonal(lanes, 3.0), smallest(lanes), least(lanes);
    for (const double value : matrix.values) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        jacobian.push_back(value * (1.0 + 0.1 * static_cast<double>(lane)));
      }
    }
    AlignedVector lu(symbolic.n_stored() * lanes), code_lu(lu.size());
    const detail::WrittenLuWork places(n);
    AlignedVector work(tables.n_work() * lanes), code_work(places.size * lanes, -1.0);
    const detail::WrittenSolveInput input_places(n);
    AlignedVector input(input_places.size * lanes, 1.0), x(n * lanes), code_x(n * lanes);
    std::copy(diagonal.begin(), diagonal.end(), code_work.data() + places.diagonal * lanes);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] += 0.01 * static_cast<double>(i);
    const auto part = [&](std::size_t place) { return input.data() + place * lanes; };

    ops.factor(tables.view(), jacobian.data(), diagonal.data(), lu.data(), work.data(),
               smallest.data());
    written.factor(jacobian.data(), code_lu.data(), code_work.data());
    ops.least_pivot(n, code_work.data() + places.before * lanes,
                    code_work.data() + places.pivots * lanes, least.data());
    const detail::StageSystem system{.f = part(input_places.f),
                                     .sum = part(input_places.sum),
                                     .inverse_h = part(input_places.inverse_h)};
    ops.solve(tables.view(), lu.data(), system, x.data());
    written.solve(code_lu.data(), code_x.data(), input.data());
    // The code keeps what it decomposes with the opposite sign, but for the reciprocal pivots.
    for (std::size_t p = 0; p < symbolic.n_stored(); ++p) {
      const bool is_pivot = std::count(symbolic.diagonal.begin(), symbolic.diagonal.end(), p) > 0;
      for (std::size_t e = p * lanes; !is_pivot && e < (p + 1) * lanes; ++e) {
        code_lu[e] = -code_lu[e];
      }
    }

    CHECK(code_lu == lu);
    CHECK(least == smallest);
    CHECK(code_x == x);
  }
}

}  // namespace
