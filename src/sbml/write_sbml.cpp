#include "sbml/write_sbml.hpp"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include <sbml/SBMLTypes.h>

#include "sbml/detail/export_context.hpp"
#include "sbml/detail/export_notes.hpp"
#include "sbml/detail/export_units.hpp"

namespace sigdyn {
namespace {

using detail::AstPointer;
using detail::ExportContext;

class SbmlWriter {
 public:
  explicit SbmlWriter(const Network& network)
      : network_(network),
        context_(network),
        document_(3, 2),
        model_(*document_.createModel()),
        units_(network, model_),
        locals_of_(network.reactions.size()) {
    for (const auto& [index, local] : context_.locals()) {
      locals_of_[local.reaction].push_back(index);
    }
  }

  std::string write() {
    if (!network_.id.empty()) model_.setId(detail_id(network_.id));
    if (!network_.title.empty()) model_.setName(network_.title);
    detail::add_sources(model_, network_);
    for (std::size_t i = 0; i < network_.reactions.size(); ++i) find_stoichiometries(i);
    for (const Compartment& compartment : network_.compartments) add(compartment);
    for (std::uint32_t i = 0; i < network_.species.size(); ++i) add_species({i});
    for (std::uint32_t i = 0; i < network_.parameters.size(); ++i) add_parameter({i});
    for (std::size_t i = 0; i < network_.observables.size(); ++i) add_observable(i);
    for (const Rule& rule : network_.initial_rules) add_initial(rule);
    for (const Rule& rule : network_.assignment_rules) add_rule(rule, false);
    for (const Rule& rule : network_.rate_rules) add_rule(rule, true);
    for (std::size_t i = 0; i < network_.reactions.size(); ++i) add_reaction(i);
    for (std::size_t i = 0; i < network_.events.size(); ++i) add_event(i);
    char* text = ::writeSBMLToString(&document_);
    std::string result = text != nullptr ? text : "";
    std::free(text);  // libsbml allocates it with malloc
    return result;
  }

 private:
  static std::string detail_id(const std::string& name) {
    std::string id;
    for (const char c : name) id += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    if (std::isdigit(static_cast<unsigned char>(id[0])) != 0) id.insert(0, 1, '_');
    return id;
  }

  /// A stoichiometry that one term alone has is the id of its species reference, not a parameter.
  void find_stoichiometries(std::size_t reaction) {
    for (const auto* side :
         {&network_.reactions[reaction].reactants, &network_.reactions[reaction].products}) {
      for (const Term& term : *side) {
        if (term.stoichiometry) ++n_uses_[term.stoichiometry->index];
      }
    }
  }

  bool is_reference_id(ParameterId id) const {
    const auto found = n_uses_.find(id.index);
    return found != n_uses_.end() && found->second == 1;
  }

  const std::string& id_of(Symbol symbol) const {
    return symbol.kind == SymbolKind::species ? context_.species_id({symbol.index})
                                              : context_.parameter_id({symbol.index});
  }

  void add(const Compartment& compartment) {
    ::Compartment* element = model_.createCompartment();
    const Parameter& size = network_.parameters[compartment.size.index];
    element->setId(context_.parameter_id(compartment.size));
    element->setSpatialDimensions(static_cast<unsigned>(compartment.dimensions));
    element->setSize(size.value);
    element->setConstant(!context_.is_target({SymbolKind::parameter, compartment.size.index}));
    detail::add_notes(*element, size.evidence, size.source, size.note);
  }

  void add_species(SpeciesId id) {
    const Species& species = network_.species[id.index];
    ::Species* element = model_.createSpecies();
    element->setId(context_.species_id(id));
    if (!species.title.empty()) element->setName(species.title);
    element->setCompartment(context_.compartment_id(species.compartment));
    if (!std::isnan(species.initial)) element->setInitialAmount(species.initial);
    element->setHasOnlySubstanceUnits(!context_.is_concentration(id));
    element->setBoundaryCondition(species.is_fixed);
    element->setConstant(false);
    if (units_.are_known()) element->setSubstanceUnits("item");
    detail::add_notes(*element, species.evidence, species.source, species.note);
    detail::add_identity(*element, context_.species_id(id), species.is);
  }

  void add_parameter(ParameterId id) {
    if (context_.is_size(id) || is_reference_id(id) || context_.locals().count(id.index) > 0) {
      return;
    }
    ::Parameter& element = *model_.createParameter();
    describe(element, id);
    element.setConstant(!context_.is_target({SymbolKind::parameter, id.index}));
  }

  void describe(::Parameter& element, ParameterId id) {
    const Parameter& parameter = network_.parameters[id.index];
    element.setId(context_.parameter_id(id));
    if (!std::isnan(parameter.value)) element.setValue(parameter.value);
    if (units_.are_known()) element.setUnits(units_.id_of(parameter.unit.dimension));
    detail::add_notes(element, parameter.evidence, parameter.source, parameter.note);
  }

  void add_observable(std::size_t index) {
    const Observable& observable = network_.observables[index];
    ::Parameter* element = model_.createParameter();
    element->setId(context_.observable_id(index));
    if (!observable.title.empty()) element->setName(observable.title);
    element->setConstant(false);
    const double scale = observable.unit.scale;
    if (units_.are_known()) element->setUnits(units_.id_of(observable.unit.dimension, scale));
    AstPointer math = context_.formula(observable.value);
    if (units_.are_known()) mark_pure_factors(*math);
    if (scale != 1.0) {
      AstPointer number = detail::ast_number(scale);
      if (units_.are_known()) number->setUnits(units_.ratio_of(scale));
      math = quotient(std::move(math), std::move(number));
    }
    ::AssignmentRule* rule = model_.createAssignmentRule();
    rule->setVariable(context_.observable_id(index));
    rule->setMath(math.get());
  }

  /// The factors of a read-out are pure numbers, as a YAML model has it.
  static void mark_pure_factors(::ASTNode& math) {
    const bool is_product = math.getType() == AST_TIMES || math.getType() == AST_DIVIDE;
    for (unsigned i = 0; i < math.getNumChildren(); ++i) {
      ::ASTNode& operand = *math.getChild(i);
      if (is_product && operand.isNumber()) operand.setUnits("dimensionless");
      mark_pure_factors(operand);
    }
  }

  static AstPointer quotient(AstPointer a, AstPointer b) {
    std::vector<AstPointer> operands;
    operands.push_back(std::move(a));
    operands.push_back(std::move(b));
    return detail::ast_apply(AST_DIVIDE, std::move(operands));
  }

  /// A number alone bears the unit of what it is assigned to.
  AstPointer with_unit_of(Symbol target, AstPointer math) {
    if (units_.are_known() && math->isNumber()) math->setUnits(units_.id_of(dimension_of(target)));
    return math;
  }

  Dimension dimension_of(Symbol target) const {
    if (target.kind == SymbolKind::parameter) {
      return network_.parameters[target.index].unit.dimension;
    }
    return context_.is_concentration({target.index}) ? concentration_dimension : amount_dimension;
  }

  void add_initial(const Rule& rule) {
    ::InitialAssignment* element = model_.createInitialAssignment();
    element->setSymbol(id_of(rule.target));
    element->setMath(
        with_unit_of(rule.target, context_.formula_for(rule.target, rule.value)).get());
  }

  void add_rule(const Rule& rule, bool is_rate) {
    ::Rule* element = is_rate ? static_cast<::Rule*>(model_.createRateRule())
                              : static_cast<::Rule*>(model_.createAssignmentRule());
    element->setVariable(id_of(rule.target));
    element->setMath(context_.formula_for(rule.target, rule.value).get());
  }

  void add_reaction(std::size_t index) {
    const Reaction& reaction = network_.reactions[index];
    ::Reaction* element = model_.createReaction();
    element->setId(context_.reaction_id(index));
    element->setReversible(false);
    std::set<std::uint32_t> named;
    for (const Term& term : reaction.reactants) add_term(*element->createReactant(), term, named);
    for (const Term& term : reaction.products) add_term(*element->createProduct(), term, named);
    if (const auto* law = std::get_if<ExpressionLaw>(&reaction.rate)) {
      for (const Symbol symbol : symbols_in(network_.expressions, law->flux)) {
        if (symbol.kind != SymbolKind::species || !named.insert(symbol.index).second) continue;
        element->createModifier()->setSpecies(context_.species_id({symbol.index}));
      }
    }
    ::KineticLaw& law = *element->createKineticLaw();
    law.setMath(context_.law(reaction).get());
    for (const std::uint32_t local : locals_of_[index]) {
      describe(*law.createLocalParameter(), {local});
    }
  }

  void add_term(::SpeciesReference& element, const Term& term, std::set<std::uint32_t>& named) {
    element.setSpecies(context_.species_id(term.species));
    named.insert(term.species.index);
    element.setConstant(!term.stoichiometry);
    if (!term.stoichiometry) {
      element.setStoichiometry(term.count);
    } else if (is_reference_id(*term.stoichiometry)) {
      element.setId(context_.parameter_id(*term.stoichiometry));
      const double value = network_.parameters[term.stoichiometry->index].value;
      element.setStoichiometry(std::isnan(value) ? term.count : value);
    } else {
      const std::string id = context_.parameter_id(*term.stoichiometry) + "_of_" +
                             std::to_string(++n_shared_references_);
      element.setId(id);
      ::AssignmentRule* rule = model_.createAssignmentRule();
      rule->setVariable(id);
      rule->setMath(detail::ast_name(context_.parameter_id(*term.stoichiometry)).get());
    }
  }

  void add_event(std::size_t index) {
    const Event& event = network_.events[index];
    ::Event* element = model_.createEvent();
    // An event that had no id in the file it came from is called event.1, which is no id.
    if (event.name.find('.') == std::string::npos) element->setId(context_.event_id(index));
    element->setUseValuesFromTriggerTime(event.use_values_from_trigger_time);
    ::Trigger* trigger = element->createTrigger();
    trigger->setInitialValue(event.initial_value);
    trigger->setPersistent(event.persistent);
    trigger->setMath(trigger_math(event).get());
    if (event.delay) element->createDelay()->setMath(context_.formula(*event.delay).get());
    if (event.priority) {
      element->createPriority()->setMath(context_.formula(*event.priority).get());
    }
    for (const EventAssignment& assignment : event.assignments) {
      ::EventAssignment* added = element->createEventAssignment();
      added->setVariable(id_of(assignment.target));
      added->setMath(with_unit_of(assignment.target, event_value(assignment)).get());
    }
  }

  /// A number that time alone is compared with is a time.
  AstPointer trigger_math(const Event& event) const {
    AstPointer math = context_.formula(event.trigger);
    const bool is_of_time = units_.are_known() && math->isRelational() &&
                            math->getNumChildren() == 2 &&
                            math->getChild(0)->getType() == AST_NAME_TIME;
    if (is_of_time && math->getChild(1)->isNumber()) math->getChild(1)->setUnits("second");
    return math;
  }

  /// An event may set a species by its concentration or its amount, whichever way it is exported.
  AstPointer event_value(const EventAssignment& assignment) const {
    const bool is_concentration = assignment.target.kind == SymbolKind::species &&
                                  context_.is_concentration({assignment.target.index});
    if (!assignment.volume) return context_.formula_for(assignment.target, assignment.value);
    AstPointer value = context_.formula(assignment.value);
    if (is_concentration) return value;
    std::vector<AstPointer> operands;
    operands.push_back(std::move(value));
    operands.push_back(detail::ast_name(context_.parameter_id(*assignment.volume)));
    return detail::ast_apply(AST_TIMES, std::move(operands));
  }

  const Network& network_;
  ExportContext context_;
  ::SBMLDocument document_;
  ::Model& model_;
  detail::ExportUnits units_;
  std::vector<std::vector<std::uint32_t>> locals_of_;  // by reaction
  std::map<std::uint32_t, int> n_uses_;                // of a parameter as a stoichiometry
  int n_shared_references_ = 0;
};

}  // namespace

std::string write_sbml(const Network& network) {
  return SbmlWriter(network).write();
}

}  // namespace sigdyn
