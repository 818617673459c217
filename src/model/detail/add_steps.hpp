/// From steps as written to mass-action reactions of the network.
#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "model/detail/model_scope.hpp"
#include "model/detail/step.hpp"

namespace sigdyn::detail {

/// Makes the complexes that are not declared, as species with initial amount 0. A part may be a
/// complex that a later entry makes.
void add_complexes(const std::vector<Expansion>& expansions, ModelScope& scope);

/// Resolves names, checks that the dimension of the rate fits the order, chooses the volume a rate
/// per concentration refers to, and appends the reaction.
///
/// For order n the rate may have the dimension concentration^(1-n)/time, amount^(1-n)/time or, on a
/// surface with an area, (amount/area)^(1-n)/time. The volume is that of `in:` if given; else the
/// one volume among the compartments of the reactants (of the products for order 0), a surface
/// counting as the volume it belongs to only if there is no volume among them.
class StepAdder {
 public:
  explicit StepAdder(ModelScope& scope) : scope_(scope) {}
  void add(const Step& step);

 private:
  std::optional<std::vector<Term>> resolve(const std::vector<StepTerm>& terms, const Step& step);
  std::optional<ParameterId> resolve_rate(const Step& step);
  ParameterId product_of(const std::vector<ParameterId>& factors, const SourceLocation& where);
  bool set_volume(const Step& step, const Reaction& reaction, MassAction& law);
  std::optional<CompartmentId> find_volume(const Step& step, const std::vector<Term>& terms,
                                           bool with_area);
  bool is_useful(const Step& step, const Reaction& reaction);
  std::string unique_name(const std::string& wanted);

  ModelScope& scope_;
  std::unordered_set<std::string> names_;
  std::map<std::string, SourceLocation> seen_;  ///< by all that decides the rate
  std::map<std::vector<std::uint32_t>, ParameterId> products_;
};

}  // namespace sigdyn::detail
