#include "model/write_model.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "model/detail/dimension_of.hpp"
#include "model/detail/model_names.hpp"
#include "model/detail/rate_units.hpp"
#include "model/detail/read_outs.hpp"
#include "model/detail/require_expressible.hpp"
#include "network/expression_text.hpp"

namespace sigdyn {
namespace {

using namespace detail;

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + "\"";
}

class ModelWriter {
 public:
  explicit ModelWriter(const Network& network)
      : network_(network),
        units_(network.units),
        names_(network),
        rates_(network, units_, names_),
        read_outs_(find_read_outs(network)) {}

  std::string write() {
    text_ = "format: sigdyn-model/1\n";
    text_ += "id: " + (network_.id.empty() ? "model" : as_name(network_.id)) + "\n";
    text_ += "generated: true\n";
    if (!network_.title.empty()) text_ += "title: " + quoted(network_.title) + "\n";
    write_compartments();
    write_species();
    write_parameters();
    write_reactions();
    write_observables();
    write_perturbations();
    write_sources();
    return text_;
  }

 private:
  template <class Entry>
  static std::string provenance(const Entry& entry) {
    std::string text;
    switch (entry.evidence) {
      case Evidence::reported:
        text += ", evidence: reported";
        break;
      case Evidence::derived:
        text += ", evidence: derived";
        break;
      case Evidence::assumed:
        text += ", evidence: assumed";
        break;
      case Evidence::none:
        break;
    }
    if (!entry.source.empty()) text += ", source: [" + entry.source + "]";
    if (!entry.note.empty()) text += ", note: " + quoted(entry.note);
    return text;
  }

  std::string formula(ExpressionId id) const {
    return quoted(to_infix(network_.expressions, id, [&](Symbol s) { return names_.of(s); }));
  }

  DimensionOf dimension(ExpressionId id) const {
    return dimension_of(network_.expressions, id, [&](Symbol symbol) {
      return symbol.kind == SymbolKind::species ? amount_dimension
                                                : dimension_of_parameter(symbol.index);
    });
  }

  Dimension dimension_of_parameter(std::uint32_t index) const {
    for (const Compartment& compartment : network_.compartments) {
      if (compartment.size.index == index) return volume_dimension;
    }
    return rates_.parameters()[index].unit.dimension;
  }

  void write_compartments() {
    text_ += "\ncompartments:\n";
    for (std::size_t i = 0; i < network_.compartments.size(); ++i) {
      const Parameter& size = network_.parameters[network_.compartments[i].size.index];
      const bool has_unit = size.unit.dimension == volume_dimension;
      const Unit unit = has_unit ? size.unit : units_.volume;
      const double value = has_unit ? size.value / size.unit.scale : size.value;
      text_ += fmt::format("  {}: {{size: {} {}{}}}\n", names_.compartments[i], value, unit.text,
                           provenance(size));
    }
  }

  void write_species() {
    text_ += "\nspecies:\n";
    std::map<std::uint32_t, ExpressionId> rules;
    for (const Rule& rule : network_.initial_rules) {
      if (rule.target.kind == SymbolKind::species) rules[rule.target.index] = rule.value;
    }
    for (std::uint32_t i = 0; i < network_.species.size(); ++i) {
      const Species& species = network_.species[i];
      const auto rule = rules.find(i);
      const auto concentration =
          rule != rules.end() ? concentration_of(rule->second, species) : std::nullopt;
      text_ += fmt::format("  {}: {{in: {}, initial: ", names_.species[i],
                           names_.compartments[species.compartment.index]);
      text_ += concentration ? fmt::format("{} {}", *concentration, units_.power(1, -1, 0).text)
                             : fmt::format("{} {}", species.initial, units_.amount.text);
      if (species.is_fixed) text_ += ", fixed: true";
      if (species.is_amount) text_ += ", report: amount";
      write_genes(species);
      if (!species.is.empty()) text_ += ", is: " + quoted(species.is);
      const std::string& title =
          names_.species[i] != species.name && species.title.empty() ? species.name : species.title;
      if (!title.empty()) text_ += ", title: " + quoted(title);
      text_ += provenance(species) + "}\n";
    }
  }

  void write_genes(const Species& species) {
    if (species.genes.empty()) return;
    text_ += ", genes: [";
    for (std::size_t g = 0; g < species.genes.size(); ++g) {
      text_ += (g == 0 ? "" : ", ") + quoted(species.genes[g]);
    }
    text_ += "]";
  }

  /// c if the rule is c * size of the compartment.
  std::optional<double> concentration_of(ExpressionId id, const Species& species) const {
    const auto& graph = network_.expressions;
    const ExpressionNode& product = graph[id];
    if (product.op != Op::multiply) return std::nullopt;
    const ParameterId size = network_.compartments[species.compartment.index].size;
    for (const auto& [number, other] :
         {std::pair{product.a, product.b}, std::pair{product.b, product.a}}) {
      const ExpressionNode& left = graph[ExpressionId{number}];
      const ExpressionNode& right = graph[ExpressionId{other}];
      if (left.op == Op::constant && right.op == Op::symbol &&
          right.symbol == Symbol{SymbolKind::parameter, size.index}) {
        return left.constant;
      }
    }
    return std::nullopt;
  }

  void write_parameters() {
    std::set<std::uint32_t> elsewhere;  // sizes, arguments of perturbations, products
    for (const Compartment& c : network_.compartments) elsewhere.insert(c.size.index);
    for (const Perturbation& p : network_.perturbations) elsewhere.insert(p.argument.index);
    std::map<std::uint32_t, ExpressionId> rules;
    for (const auto* list : {&network_.initial_rules, &network_.assignment_rules}) {
      for (const Rule& rule : *list) {
        if (rule.target.kind == SymbolKind::parameter) rules[rule.target.index] = rule.value;
      }
    }
    std::string section;
    for (std::uint32_t i = 0; i < network_.parameters.size(); ++i) {
      if (elsewhere.contains(i) || rates_.is_written_out(i) || is_read_out(i)) continue;
      const WrittenParameter& written = rates_.parameters()[i];
      if (!is_writable(i)) {
        section += fmt::format("  # {} is left out: {}\n", written.name, written.value);
        continue;
      }
      const auto rule = rules.find(i);
      section += fmt::format("  {}: {{", written.name);
      section += rule != rules.end() && can_be_formula(rule->second, written.unit.dimension)
                     ? "expression: " + formula(rule->second)
                     : fmt::format("value: {}", written.value);
      section += fmt::format(", unit: \"{}\"{}}}\n", written.unit.text,
                             provenance(network_.parameters[i]));
    }
    for (const WrittenParameter& copy : rates_.copies()) {
      section += fmt::format("  {}: {{value: {}, unit: \"{}\", note: {}}}\n", copy.name, copy.value,
                             copy.unit.text, quoted(copy.note));
    }
    if (!section.empty()) text_ += "\nparameters:\n" + section;
  }

  /// A value that the format takes: no rate constant is anything else.
  bool is_writable(std::uint32_t index) const {
    const double value = network_.parameters[index].value;
    return std::isfinite(value) && value >= 0.0;
  }

  bool can_be_formula(ExpressionId id, Dimension wanted) const {
    if (!reads_written(id)) return false;
    for (const Symbol symbol : symbols_in(network_.expressions, id)) {
      if (symbol.kind == SymbolKind::species) return false;
    }
    const DimensionOf found = dimension(id);
    return !reads_time(network_.expressions, id) && !found.problem && found.dimension == wanted;
  }

  /// Whether all parameters that a formula reads are in the file under their own name.
  bool reads_written(ExpressionId id) const {
    for (const Symbol symbol : symbols_in(network_.expressions, id)) {
      const bool is_there = symbol.kind == SymbolKind::species ||
                            (is_writable(symbol.index) && !is_read_out(symbol.index) &&
                             !rates_.is_written_out(symbol.index));
      if (!is_there) return false;
    }
    return true;
  }

  std::string side(const std::vector<Term>& terms) const {
    std::string text;
    for (const Term& term : terms) {
      if (!text.empty()) text += " + ";
      if (term.count != 1.0) text += fmt::format("{} ", term.count);
      text += names_.species[term.species.index];
    }
    return text.empty() ? "0" : text;
  }

  void write_reactions() {
    if (network_.reactions.empty()) return;
    text_ += "\nreactions:\n";
    for (std::size_t j = 0; j < network_.reactions.size(); ++j) {
      const Reaction& reaction = network_.reactions[j];
      const auto& law = std::get<MassAction>(reaction.rate);
      const auto& rate = rates_.rate_of(j);
      text_ += fmt::format("  {}: {{equation: {} -> {}, rate: {}", names_.reactions[j],
                           side(reaction.reactants), side(reaction.products), rate.front());
      for (std::size_t f = 1; f < rate.size(); ++f) {
        text_ += (f == 1 ? ", times: [" : ", ") + rate[f];
      }
      if (rate.size() > 1) text_ += "]";
      if (law.volume && law.volume_power != 0)
        text_ += ", in: " + names_.parameters[law.volume->index];
      text_ += "}\n";
    }
  }

  /// What SBML has for an observable: a parameter that an assignment rule computes from species.
  std::vector<Observable> read_outs() const {
    std::vector<Observable> found = network_.observables;
    for (const Rule& rule : network_.assignment_rules) {
      if (rule.target.kind != SymbolKind::parameter || !is_read_out(rule.target.index)) continue;
      Observable observable;
      observable.name = names_.parameters[rule.target.index];
      observable.value = rule.value;
      observable.unit = network_.parameters[rule.target.index].unit;
      found.push_back(std::move(observable));
    }
    return found;
  }

  std::string sum_or_formula(ExpressionId id) const {
    const auto sum = weighted_sum(network_.expressions, id);
    if (!sum) return "expression: " + formula(id);
    std::string terms;
    for (const auto& [species, weight] : *sum) {
      terms += terms.empty() ? "" : ", ";
      terms += weight == 1.0
                   ? names_.species[species]
                   : fmt::format("{{species: {}, weight: {}}}", names_.species[species], weight);
    }
    return "sum: [" + terms + "]";
  }

  bool is_read_out(std::uint32_t parameter) const { return read_outs_.contains(parameter); }

  void write_observables() {
    std::string section;
    for (const Observable& observable : read_outs()) {
      const DimensionOf found = dimension(observable.value);
      std::optional<Unit> unit;
      if (observable.unit.dimension == found.dimension) unit = observable.unit;
      if (found.dimension == amount_dimension && !unit) unit = units_.amount;
      if (found.dimension == concentration_dimension && !unit) unit = units_.power(1, -1, 0);
      if (found.problem || !unit || !reads_written(observable.value)) {
        section += "  # " + observable.name +
                   " is left out: " + found.problem.value_or("it has no unit") + "\n";
        continue;
      }
      section += fmt::format("  {}: {{{}, unit: \"{}\"", as_name(observable.name),
                             sum_or_formula(observable.value), unit->text);
      if (!observable.title.empty()) section += ", title: " + quoted(observable.title);
      section += "}\n";
    }
    if (!section.empty()) text_ += "\nobservables:\n" + section;
  }

  void write_perturbations() {
    if (!network_.perturbations.empty()) text_ += "\nperturbations:\n";
    for (const Perturbation& perturbation : network_.perturbations) {
      const Parameter& argument = network_.parameters[perturbation.argument.index];
      text_ += "  " + perturbation.name + ":\n";
      if (!perturbation.title.empty()) text_ += "    title: " + quoted(perturbation.title) + "\n";
      if (!perturbation.source.empty()) text_ += "    source: [" + perturbation.source + "]\n";
      const bool has_argument = perturbation.min != perturbation.max;
      if (has_argument) {
        const auto in_unit = [&](double value) {
          return fmt::format("{} {}", value / argument.unit.scale, argument.unit.text);
        };
        text_ += fmt::format("    argument: {{name: {}, default: {}, min: {}",
                             names_.parameters[perturbation.argument.index],
                             in_unit(argument.value), in_unit(perturbation.min));
        if (std::isfinite(perturbation.max)) text_ += ", max: " + in_unit(perturbation.max);
        text_ += "}\n";
      }
      using Kind = Perturbation::Change::Kind;
      for (const auto& [kind, key] : {std::pair{Kind::set, "set"}, std::pair{Kind::scale, "scale"},
                                      std::pair{Kind::add, "add"}}) {
        write_changes(perturbation, kind, key);
      }
    }
  }

  void write_changes(const Perturbation& perturbation, Perturbation::Change::Kind kind,
                     const char* key) {
    std::string changes;
    for (const Perturbation::Change& change : perturbation.changes) {
      if (change.kind != kind) continue;
      changes += changes.empty() ? "" : ", ";
      changes += names_.of(change.target) + ": " + formula(change.value);
    }
    if (!changes.empty()) text_ += fmt::format("    {}: {{{}}}\n", key, changes);
  }

  void write_sources() {
    if (!network_.sources.empty()) text_ += "\nsources:\n";
    for (const Source& source : network_.sources) {
      text_ += "  " + source.key + ": {text: " + quoted(source.text) + "}\n";
    }
  }

  const Network& network_;
  CoherentUnits units_;
  ModelNames names_;
  RateUnits rates_;
  std::set<std::uint32_t> read_outs_;  // parameters
  std::string text_;
};

}  // namespace

std::string write_model(const Network& network) {
  require_expressible(network);
  return ModelWriter(network).write();
}

}  // namespace sigdyn
