/// Solutions w of sparse homogeneous equations sum_i s_i w_i = 0, exactly.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "network/detail/fraction.hpp"

namespace sigdyn::detail {

/// unknown -> coefficient, none zero.
using LinearForm = std::map<std::uint32_t, Fraction>;

/// Every unknown as a form in those that stay free; a free one is itself.
///
/// Equations are eliminated as they come; each is solved for the unknown that stands alone on its
/// side (the complex in A + B -> C), the later the better, so that weights of complexes are sums of
/// the weights of their parts: small whole numbers without fill.
class NullSpace {
 public:
  explicit NullSpace(std::uint32_t n_unknowns);

  /// False if the equation follows from those before it.
  /// Throws FractionOverflow; the object is then of no more use.
  bool add_equation(const LinearForm& equation);
  void set_zero(std::uint32_t unknown) { add_equation({{unknown, 1}}); }

  const LinearForm& form(std::uint32_t unknown) const { return forms_[unknown]; }
  bool is_free(std::uint32_t unknown) const;

 private:
  void replace(std::uint32_t free_unknown, const LinearForm& by);

  std::vector<LinearForm> forms_;
  std::vector<std::vector<std::uint32_t>> readers_;  ///< of each free unknown; may hold some twice
};

}  // namespace sigdyn::detail
