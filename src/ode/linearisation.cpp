#include "ode/linearisation.hpp"

#include <algorithm>
#include <limits>

#include <Eigen/Dense>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;
using VectorView = Eigen::Map<const Eigen::VectorXd>;

/// Orthonormal columns that span what the rows of `laws` leave.
Eigen::MatrixXd null_space(const Eigen::MatrixXd& laws, Eigen::Index n) {
  if (laws.rows() == 0) return Eigen::MatrixXd::Identity(n, n);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(laws.transpose());
  const Eigen::MatrixXd q = qr.householderQ();
  return q.rightCols(n - qr.rank());
}

}  // namespace

struct Linearisation::Matrices {
  Eigen::VectorXd scale;
  Eigen::MatrixXd basis;    // Q [n][n - k]
  Eigen::MatrixXd reduced;  // J_r
};

Linearisation::Linearisation(std::span<const double> jacobian, std::span<const double> laws,
                             std::span<const double> scale)
    : matrices_(std::make_unique<Matrices>()) {
  const auto n = static_cast<Eigen::Index>(scale.size());
  SIGDYN_EXPECTS(jacobian.size() == scale.size() * scale.size());
  SIGDYN_EXPECTS(n > 0 && laws.size() % scale.size() == 0);
  Matrices& m = *matrices_;
  m.scale = VectorView(scale.data(), n);
  Eigen::MatrixXd scaled_laws =
      MatrixView(laws.data(), static_cast<Eigen::Index>(laws.size()) / n, n) * m.scale.asDiagonal();
  for (Eigen::Index i = 0; i < scaled_laws.rows(); ++i) scaled_laws.row(i).normalize();
  m.basis = null_space(scaled_laws, n);
  const Eigen::MatrixXd scaled = m.scale.cwiseInverse().asDiagonal() *
                                 MatrixView(jacobian.data(), n, n) * m.scale.asDiagonal();
  m.reduced = m.basis.transpose() * scaled * m.basis;
}

Linearisation::~Linearisation() = default;
Linearisation::Linearisation(Linearisation&&) noexcept = default;
Linearisation& Linearisation::operator=(Linearisation&&) noexcept = default;

std::size_t Linearisation::size() const {
  return static_cast<std::size_t>(matrices_->basis.cols());
}

std::optional<std::vector<double>> Linearisation::newton_step(std::span<const double> f) const {
  const Matrices& m = *matrices_;
  SIGDYN_EXPECTS(f.size() == static_cast<std::size_t>(m.scale.size()));
  const Eigen::PartialPivLU<Eigen::MatrixXd> lu(m.reduced);
  if (!(lu.rcond() > std::numeric_limits<double>::epsilon())) return std::nullopt;
  const Eigen::VectorXd scaled_f = VectorView(f.data(), m.scale.size()).cwiseQuotient(m.scale);
  const Eigen::VectorXd dy =
      m.scale.cwiseProduct(m.basis * lu.solve(-(m.basis.transpose() * scaled_f)));
  return std::vector<double>(dy.begin(), dy.end());
}

std::vector<std::complex<double>> Linearisation::eigenvalues() const {
  if (matrices_->reduced.size() == 0) return {};
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(matrices_->reduced,
                                                   /*computeEigenvectors=*/false);
  const auto& found = solver.eigenvalues();
  std::vector<std::complex<double>> values(found.begin(), found.end());
  std::ranges::sort(values, [](const auto& a, const auto& b) {
    return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
  });
  return values;
}

double Linearisation::resolution() const {
  const Eigen::MatrixXd& reduced = matrices_->reduced;
  if (reduced.size() == 0) return 0.0;
  return static_cast<double>(reduced.rows()) * std::numeric_limits<double>::epsilon() *
         reduced.norm();
}

}  // namespace sigdyn
