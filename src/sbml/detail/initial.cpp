#include "sbml/detail/initial.hpp"

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "sbml/detail/dependency_order.hpp"
#include "sbml/detail/substitution.hpp"

namespace sigdyn::detail {
namespace {

void read_initial_assignment(Import& import, Dynamics& dynamics,
                             const ::InitialAssignment& element) {
  if (!element.isSetMath()) return;
  const auto found = import.meanings.find(element.getSymbol());
  const auto target =
      found == import.meanings.end() ? std::nullopt : Import::target_of(found->second);
  const SourceLocation where = import.place(element);
  if (!target) {
    import.log.error(where, fmt::format("an initial assignment sets '{}', which is not a quantity "
                                        "of the model",
                                        element.getSymbol()));
    return;
  }
  if (import.drive_of(*target) == Drive::assignment) return;  // the rule holds at the start too
  const ExpressionId value = dynamics.formulas().read(*element.getMath(), where);
  import.initial[*target] = import.to_amount(found->second, value);
  import.has_value.insert(*target);
}

void read_initial_concentration(Import& import, const ::Species& element) {
  const auto found = import.meanings.find(element.getId());
  if (found == import.meanings.end() || found->second.kind != Meaning::Kind::species) return;
  const Symbol species{SymbolKind::species, found->second.index};
  if (import.initial.count(species) > 0 || import.drive_of(species) == Drive::assignment) return;
  Species& entry = import.network.species[species.index];
  const ParameterId size = import.network.compartments[entry.compartment.index].size;
  const Symbol size_symbol{SymbolKind::parameter, size.index};
  const bool is_number =
      import.initial.count(size_symbol) == 0 && import.drive_of(size_symbol) != Drive::assignment;
  if (is_number) {
    entry.initial = element.getInitialConcentration() * import.network.parameters[size.index].value;
    return;
  }
  import.initial[species] = import.make(
      Op::multiply, import.number(element.getInitialConcentration()), import.parameter(size));
}

}  // namespace

void read_initial_values(Import& import, Dynamics& dynamics) {
  for (unsigned i = 0; i < import.model.getNumInitialAssignments(); ++i) {
    read_initial_assignment(import, dynamics, *import.model.getInitialAssignment(i));
  }
  for (unsigned i = 0; i < import.model.getNumSpecies(); ++i) {
    const ::Species& species = *import.model.getSpecies(i);
    if (!species.isSetInitialAmount() && species.isSetInitialConcentration()) {
      read_initial_concentration(import, species);
    }
  }
}

void sort_initial_rules(Import& import) {
  AssignmentInliner inliner(import.network.expressions, import.assignments);
  Replacements values;
  for (const auto& [target, value] : import.initial) {
    const auto inlined = inliner.inline_all(value);
    if (inlined) values[target] = *inlined;  // a loop of assignments is reported with them
  }
  for (const Symbol target : order_by_dependency(import, values, "initial assignments")) {
    import.network.initial_rules.push_back({target, values.at(target)});
  }
}

}  // namespace sigdyn::detail
