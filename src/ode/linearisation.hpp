/// A system linearised about a point, on the manifold that its linear invariants leave: Newton
/// steps towards an equilibrium, and the eigenvalues that decide on its stability.
///
/// With laws L y = const, L J = 0: every law gives an eigenvalue 0 that says nothing about
/// stability. Projection on an orthonormal basis Q of the null space of L, in variables y_i /
/// scale_i, takes them out: J_r = Q^T S^-1 J S Q.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace sigdyn {

class Linearisation {
 public:
  /// jacobian [n][n] row by row, laws [n_laws][n], scale [n] > 0. Laws may depend on each other.
  /// Cost: of the order n^3; meant for n up to some 2000.
  Linearisation(std::span<const double> jacobian, std::span<const double> laws,
                std::span<const double> scale);
  ~Linearisation();
  Linearisation(Linearisation&&) noexcept;
  Linearisation& operator=(Linearisation&&) noexcept;

  /// Dimension of the manifold.
  std::size_t size() const;

  /// dy [n] with J dy = -f, laws kept; nothing if J_r is singular to rounding.
  std::optional<std::vector<double>> newton_step(std::span<const double> f) const;

  /// Of J_r, [1/time], by falling real part.
  std::vector<std::complex<double>> eigenvalues() const;

  /// Real parts smaller than this cannot be told from zero: n * machine epsilon * norm of J_r.
  double resolution() const;

 private:
  struct Matrices;
  std::unique_ptr<Matrices> matrices_;
};

}  // namespace sigdyn
