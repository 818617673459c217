/// From a network to what changes its states: roles of symbols settled, assigned quantities
/// replaced by their rules, rate laws split into monomials where they are polynomials.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "network/network.hpp"

namespace sigdyn::detail {

inline constexpr std::uint32_t no_state = 0xffffffffU;

/// d(state)/dt += count * flux.
struct Change {
  std::uint32_t state = 0;
  double count = 0.0;
  friend auto operator<=>(const Change&, const Change&) = default;
};

/// flux = coefficient * prod_f y_f; the coefficient is static: it keeps its value between events.
struct Monomial {
  ExpressionId coefficient;
  std::vector<std::uint32_t> factors;  ///< states, ascending; one entry per power
  std::vector<Change> changes;         ///< ascending states, counts not zero
};

/// flux = any expression of states, constants, time and delays.
struct Source {
  ExpressionId flux;
  std::vector<Change> changes;
};

struct Lowering {
  /// The network's graph with the replaced expressions added: ids of the network stay valid.
  ExpressionGraph graph;
  std::vector<Symbol> states;
  std::vector<std::uint32_t> state_of_species;  ///< no_state where it is none
  std::vector<std::uint32_t> state_of_parameter;
  std::vector<Monomial> monomials;
  std::vector<Source> sources;
  /// Operand of a delay() in the replaced form -> the network's expression it stands for.
  std::unordered_map<std::uint32_t, ExpressionId> delayed;

  std::uint32_t state_of(Symbol symbol) const {
    const auto& states_of =
        symbol.kind == SymbolKind::species ? state_of_species : state_of_parameter;
    return states_of[symbol.index];
  }
};

/// Expects a validated network.
Lowering lower(const Network& network);

/// One flag per node of the graph: true if its value cannot change between two events, that is if
/// it reads neither states nor time nor the past.
std::vector<char> find_static_nodes(const Lowering& lowering);

/// Splits expressions of a Lowering into monomials. Construct anew when the graph has grown.
class MonomialExpansion {
 public:
  explicit MonomialExpansion(Lowering& lowering);

  struct Piece {
    ExpressionId coefficient;
    std::vector<std::uint32_t> factors;
    double sign = 1.0;
  };
  /// The pieces whose sum is `id`; empty if it is not a polynomial, or one of more than 16 pieces,
  /// or one whose expansion would cancel where the expression does not: (x - y)^2.
  std::vector<Piece> expand(ExpressionId id);

 private:
  bool is_static(ExpressionId id) const;
  std::vector<Piece> expand_node(ExpressionId id, int depth);
  std::vector<Piece> multiply(const std::vector<Piece>& a, const std::vector<Piece>& b);

  Lowering& lowering_;
  std::vector<char> is_static_;
};

}  // namespace sigdyn::detail
