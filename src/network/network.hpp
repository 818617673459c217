/// The reaction network: what every front end produces and every kernel consumes.
///
/// All numbers are in one coherent system, named by `units`: YAML models use s, molecules and L;
/// SBML and .net models keep their own units, which are coherent by definition of the formats.
/// State is amount. A concentration is amount / size of the compartment.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/id.hpp"
#include "base/units.hpp"
#include "network/expression.hpp"

namespace sigdyn {

// Declared first: Id<struct Species> would take a Species of the global namespace if there is one.
struct Species;
struct Parameter;
struct Compartment;
struct Reaction;
using SpeciesId = Id<Species>;
using ParameterId = Id<Parameter>;
using CompartmentId = Id<Compartment>;
using ReactionId = Id<Reaction>;

enum class Evidence { none, reported, derived, assumed };

/// A named number that is not an amount: rate constants, sizes of compartments, stoichiometries,
/// and quantities driven by rules. `value` is in the coherent system; `unit` is what the user
/// wrote.
struct Parameter {
  std::string name;
  double value = 0.0;
  Unit unit;
  Evidence evidence = Evidence::none;
  std::string source;
  std::string note;
  SourceLocation where;
};

struct Compartment {
  std::string name;
  ParameterId size;    ///< [L], [dm^2] or 1
  int dimensions = 3;  ///< 3 volume, 2 surface, 0 or 1 as in SBML
  SourceLocation where;
};

struct Species {
  std::string name;
  CompartmentId compartment;
  double initial = 0.0;    ///< amount [molecules]
  bool is_fixed = false;   ///< reactions leave it alone; rules, events and doses may change it
  bool is_amount = false;  ///< reported as an amount, not as a concentration (surfaces, genes)
  std::vector<std::string> genes;
  std::string is;  ///< compact identifier, e.g. "uniprot:P05019"
  std::string title;
  Evidence evidence = Evidence::none;
  std::string source;
  std::string note;
  SourceLocation where;
};

/// A species that takes part in a reaction. `stoichiometry`, where present, is a parameter whose
/// current value replaces `count` in the balance (SBML variable stoichiometry), never in the rate.
struct Term {
  SpeciesId species;
  double count = 1.0;
  std::optional<ParameterId> stoichiometry;
};

/// flux = factor * k * V^volume_power * prod(amount_i ^ count_i) over the reactants [molecules/s].
/// With k per concentration, volume_power is 1 - order. V is constant during a run.
struct MassAction {
  ParameterId rate_constant;
  double factor = 1.0;
  std::optional<ParameterId> volume;
  int volume_power = 0;
};

/// flux = any expression [molecules/s].
struct ExpressionLaw {
  ExpressionId flux;
};

struct Reaction {
  std::string name;
  std::vector<Term> reactants;  ///< whole-numbered counts under MassAction
  std::vector<Term> products;
  std::variant<MassAction, ExpressionLaw> rate;
  SourceLocation where;
};

/// symbol := expression. Assignment rules hold always, rate rules give d(symbol)/dt, initial rules
/// hold at the start of a run, before its first action, evaluated in the order listed.
/// A symbol here is a species (its amount) or a parameter.
struct Rule {
  Symbol target;
  ExpressionId value;
};

/// target := value, or value * volume where `volume` is given: a concentration that an event sets.
/// The volume is the one that holds when the event is executed, before it assigns anything, while
/// the value may be of the time of the trigger.
struct EventAssignment {
  Symbol target;
  ExpressionId value;
  std::optional<ParameterId> volume;
};

/// SBML L3V2 section 4.11. Targets are species (amounts) and parameters.
struct Event {
  std::string name;
  ExpressionId trigger;
  bool initial_value = true;
  bool persistent = true;
  bool use_values_from_trigger_time = true;
  std::optional<ExpressionId> delay;
  std::optional<ExpressionId> priority;
  std::vector<EventAssignment> assignments;
  SourceLocation where;
};

/// A read-out. The expression is in coherent units; value * (1 / unit.scale) is what users see.
struct Observable {
  std::string name;
  std::string title;
  ExpressionId value;
  Unit unit;
  SourceLocation where;
};

/// A named handle for scenarios. Its argument is a parameter of the network (never swept itself);
/// each change is an expression over parameters and that argument, evaluated when applied.
struct Perturbation {
  struct Change {
    enum class Kind { set, scale, add } kind = Kind::scale;
    Symbol target;       ///< species (set and add: amount) or parameter
    ExpressionId value;  ///< coherent units
  };
  std::string name;
  std::string title;
  ParameterId argument;  ///< its value is the default; its unit that of the argument
  double min = 0.0;      ///< coherent units, bounds of the argument
  double max = 0.0;
  std::vector<Change> changes;
  std::string source;
  SourceLocation where;
};

/// Bibliography entry: key -> doi, pmid, url or text as the model gives it.
struct Source {
  std::string key;
  std::string text;
  SourceLocation where;
};

/// Labels of the coherent system, for output. An empty label means "as in the file".
struct NetworkUnits {
  std::string time = "s";
  std::string amount = "molecules";
  std::string volume = "L";
};

struct Network {
  std::string id;
  std::string title;
  NetworkUnits units;
  std::vector<Compartment> compartments;
  std::vector<Species> species;
  std::vector<Parameter> parameters;
  std::vector<Reaction> reactions;
  ExpressionGraph expressions;
  std::vector<Rule> assignment_rules;  ///< sorted: a rule reads only targets of earlier ones
  std::vector<Rule> rate_rules;
  std::vector<Rule> initial_rules;
  std::vector<Event> events;
  std::vector<Observable> observables;
  std::vector<Perturbation> perturbations;
  std::vector<Source> sources;
};

/// Looks a name up; nothing if there is none. Linear in the number of entries.
std::optional<SpeciesId> find_species(const Network& network, std::string_view name);
std::optional<ParameterId> find_parameter(const Network& network, std::string_view name);

/// Throws ContractViolation-like std::logic_error if an id is out of range or a rule list is not in
/// order: a front end that produced such a network has a bug. Cost linear in the network.
void validate(const Network& network);

}  // namespace sigdyn
