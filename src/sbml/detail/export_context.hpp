/// What the stages of an SBML export share: the ids given and how species are read in formulas.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "sbml/detail/export_locals.hpp"

class ASTNode;  // libsbml
class Model;

namespace sigdyn::detail {

struct AstDeleter {
  void operator()(::ASTNode* node) const;
};
using AstPointer = std::unique_ptr<::ASTNode, AstDeleter>;

/// Immutable after construction.
class ExportContext {
 public:
  explicit ExportContext(const Network& network);

  const Network& network() const { return network_; }

  const std::string& species_id(SpeciesId id) const { return species_ids_[id.index]; }
  const std::string& parameter_id(ParameterId id) const { return parameter_ids_[id.index]; }
  const std::string& compartment_id(CompartmentId id) const;
  const std::string& reaction_id(std::size_t index) const { return reaction_ids_[index]; }
  const std::string& observable_id(std::size_t index) const { return observable_ids_[index]; }
  const std::string& event_id(std::size_t index) const { return event_ids_[index]; }

  /// By parameter: those that are written in the law of one reaction.
  const std::map<std::uint32_t, LocalParameter>& locals() const { return locals_; }

  /// True if something other than reactions may change the symbol during a run.
  bool is_target(Symbol symbol) const { return targets_.count(symbol) > 0; }

  /// True if a formula means the species' concentration by its id.
  bool is_concentration(SpeciesId id) const { return is_concentration_[id.index]; }
  ParameterId size_of(SpeciesId id) const;

  /// True if the parameter is the size of a compartment.
  bool is_size(ParameterId id) const { return sizes_.count(id.index) > 0; }

  /// `id` as MathML. The caller owns it.
  AstPointer formula(ExpressionId id) const;
  /// The same divided by the compartment's size where the species is read as a concentration.
  AstPointer formula_for(Symbol target, ExpressionId id) const;
  /// The rate law of a reaction.
  AstPointer law(const Reaction& reaction) const;

 private:
  std::string new_id(const std::string& name);
  AstPointer node(std::uint32_t index, std::size_t& n_terms) const;
  AstPointer quotient_of_size(const ExpressionNode& node) const;
  AstPointer amount(SpeciesId id) const;

  const Network& network_;
  std::set<std::string> taken_;
  std::vector<std::string> species_ids_, parameter_ids_, reaction_ids_, observable_ids_, event_ids_;
  std::map<std::uint32_t, LocalParameter> locals_;
  std::set<Symbol> targets_;
  std::set<std::uint32_t> sizes_;
  std::vector<bool> is_concentration_;
};

/// Small pieces of MathML.
AstPointer ast_name(const std::string& id);
AstPointer ast_number(double value);
AstPointer ast_apply(int type, std::vector<AstPointer> operands);

}  // namespace sigdyn::detail
