/// What the stages of an SBML import share: the network that grows and what each SBML id means.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "network/network.hpp"

class Model;  // libsbml
class SBase;

namespace sigdyn::detail {

/// What an SBML id stands for in a formula.
struct Meaning {
  enum class Kind : std::uint8_t { species, parameter, reaction } kind = Kind::parameter;
  std::uint32_t index = 0;          ///< SpeciesId, ParameterId or ReactionId
  std::optional<ParameterId> size;  ///< species that read as a concentration: amount / size
};

/// One species reference: d(amount)/dt of `species` has the term sign * coefficient * flux.
struct Participation {
  std::size_t reaction = 0;
  SpeciesId species;
  double sign = 1.0;
  double count = 1.0;                    ///< stoichiometry as a number
  std::optional<ParameterId> parameter;  ///< stoichiometry as a quantity that may change
  std::optional<ParameterId> factor;     ///< conversion factor of the species
};

/// How a symbol changes, other than by events and reactions.
enum class Drive : std::uint8_t { none, assignment, rate };

struct Import {
  Import(const ::Model& sbml_model, std::string path) : model(sbml_model), file(std::move(path)) {}

  const ::Model& model;
  FileName file;
  Network network;
  DiagnosticLog log;
  bool has_delay = false;  ///< some formula has a delay(): it may look at times before the start

  std::unordered_map<std::string, Meaning> meanings;
  std::vector<std::unordered_map<std::string, ParameterId>> locals;  ///< by reaction
  std::vector<Participation> participations;
  std::vector<bool> is_fast;  ///< by reaction

  std::map<Symbol, ExpressionId> assignments;  ///< target -> value, amounts for species
  std::map<Symbol, ExpressionId> rates;        ///< target -> rate, amounts for species
  std::map<Symbol, ExpressionId> initial;      ///< target -> initial value, amounts for species
  std::set<Symbol> has_value;                  ///< the file gives a number
  std::set<Symbol> constants;                  ///< constant="true"
  std::set<Symbol> event_targets;
  std::set<std::string> named_in_math;  ///< ids that any formula reads
  std::map<Symbol, SourceLocation> places;
  std::map<Symbol, Symbol>
      slow_pool;  ///< species of fast reactions -> the pool that is set for them

  SourceLocation place(const ::SBase& element) const;
  Drive drive_of(Symbol symbol) const;

  ExpressionId number(double value) { return network.expressions.constant(value); }
  ExpressionId make(Op op, ExpressionId a, ExpressionId b = {}, ExpressionId c = {}) {
    return network.expressions.make(op, a, b, c);
  }
  ExpressionId symbol(Symbol s) { return network.expressions.symbol(s); }
  ExpressionId parameter(ParameterId id) { return symbol({SymbolKind::parameter, id.index}); }
  ExpressionId amount(SpeciesId id) { return symbol({SymbolKind::species, id.index}); }

  ParameterId add_parameter(std::string name, double value, SourceLocation where);

  /// The IR symbol an id can be assigned through; nothing for reactions.
  static std::optional<Symbol> target_of(const Meaning& meaning);
  /// What is assigned to the symbol's amount when the formula value is `value`.
  ExpressionId to_amount(const Meaning& meaning, ExpressionId value);
};

}  // namespace sigdyn::detail
