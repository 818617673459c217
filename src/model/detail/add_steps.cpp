#include "model/detail/add_steps.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sigdyn::detail {
namespace {

constexpr int max_order = 6;  // elementary steps have 2, summed ones 3

int order_of(const std::vector<Term>& reactants) {
  double order = 0.0;
  for (const Term& term : reactants) order += term.count;
  return static_cast<int>(order);
}

Dimension power(Dimension d, int n) {
  return {d.time * n, d.amount * n, d.length * n};
}

/// (amount / size)^(1 - order) / time.
Dimension rate_dimension(Dimension size, int order) {
  return power(amount_dimension / size, 1 - order) / time_dimension;
}

bool is_volume(const ModelScope& scope, CompartmentId id) {
  return scope.network.compartments[id.index].dimensions == 3;
}

/// Where a complex lies; nothing if its parts are unknown or leave it open.
std::optional<CompartmentId> compartment_of(const ComplexSpecies& complex,
                                            const ModelScope& scope) {
  std::vector<CompartmentId> surfaces;
  std::vector<CompartmentId> volumes;
  const auto find = [&](const LocatedName& part) -> std::optional<CompartmentId> {
    const Definition* definition = scope.find(part.value);
    if (definition == nullptr || definition->kind != NameKind::species) return std::nullopt;
    return scope.network.species[definition->index].compartment;
  };
  for (const LocatedName& part : complex.parts) {
    const auto compartment = find(part);
    if (!compartment) return std::nullopt;
    auto& places = is_volume(scope, *compartment) ? volumes : surfaces;
    if (std::find(places.begin(), places.end(), *compartment) == places.end()) {
      places.push_back(*compartment);
    }
  }
  const auto& places = surfaces.empty() ? volumes : surfaces;
  if (places.size() == 1) return places.front();
  return complex.home ? find(*complex.home) : std::nullopt;
}

bool add_complex(const ComplexSpecies& complex, ModelScope& scope) {
  const auto compartment = compartment_of(complex, scope);
  if (!compartment) return false;
  scope.define(complex.name, NameKind::species, scope.network.species.size());
  Species species;
  species.name = complex.name.value;
  species.compartment = *compartment;
  species.is_amount = !is_volume(scope, *compartment);
  species.where = complex.name.where;
  scope.network.species.push_back(std::move(species));
  return true;
}

std::string list_of(const std::vector<CompartmentId>& compartments, const Network& network) {
  std::string text;
  for (const CompartmentId id : compartments) {
    if (!text.empty()) text += " and ";
    text += "'" + network.compartments[id.index].name + "'";
  }
  return text;
}

}  // namespace

void add_complexes(const std::vector<Expansion>& expansions, ModelScope& scope) {
  std::vector<const ComplexSpecies*> waiting;
  for (const Expansion& expansion : expansions) {
    for (const ComplexSpecies& complex : expansion.complexes) waiting.push_back(&complex);
  }
  // Each pass makes at least one complex, or the rest cannot be made: their parts are unknown or in
  // different places.
  std::size_t n_before = waiting.size() + 1;
  while (!waiting.empty() && waiting.size() < n_before) {
    n_before = waiting.size();
    std::erase_if(waiting, [&](const ComplexSpecies* complex) {
      return scope.find(complex->name.value) != nullptr || add_complex(*complex, scope);
    });
  }
  for (const ComplexSpecies* complex : waiting) {
    const bool has_parts =
        std::all_of(complex->parts.begin(), complex->parts.end(),
                    [&](const LocatedName& part) { return scope.find(part.value) != nullptr; });
    if (!has_parts) continue;  // the unknown part is reported with the step
    scope.log.error(complex->name.where,
                    fmt::format("complex '{}' could lie in more than one compartment (give it an "
                                "entry in 'species')",
                                complex->name.value));
  }
}

void StepAdder::add(const Step& step) {
  auto reactants = resolve(step.reactants, step);
  auto products = resolve(step.products, step);
  const auto rate = resolve_rate(step);
  if (!reactants || !products || !rate) return;
  Reaction reaction;
  reaction.reactants = *std::move(reactants);
  reaction.products = *std::move(products);
  reaction.where = step.where;
  MassAction law;
  law.rate_constant = *rate;
  if (!set_volume(step, reaction, law)) return;
  reaction.rate = law;
  if (!is_useful(step, reaction)) return;
  reaction.name = unique_name(step.name);
  scope_.network.reactions.push_back(std::move(reaction));
}

std::optional<std::vector<Term>> StepAdder::resolve(const std::vector<StepTerm>& terms,
                                                    const Step& step) {
  std::vector<Term> resolved;
  for (const StepTerm& term : terms) {
    const auto species = scope_.find_species(term.species, fmt::format("reaction '{}'", step.name));
    if (species) resolved.push_back({*species, static_cast<double>(term.count), std::nullopt});
  }
  if (resolved.size() != terms.size()) return std::nullopt;
  return resolved;
}

std::optional<ParameterId> StepAdder::resolve_rate(const Step& step) {
  std::vector<ParameterId> factors;
  for (const LocatedName& name : step.rate) {
    const auto factor = scope_.find_parameter(name, fmt::format("reaction '{}'", step.name));
    if (!factor) return std::nullopt;
    factors.push_back(*factor);
  }
  return factors.size() == 1 ? factors.front() : product_of(factors, step.where);
}

/// A parameter that always is the product of others, shared by the reactions that need it.
ParameterId StepAdder::product_of(const std::vector<ParameterId>& factors,
                                  const SourceLocation& where) {
  std::vector<std::uint32_t> key;
  key.reserve(factors.size());
  for (const ParameterId factor : factors) key.push_back(factor.index);
  if (const auto found = products_.find(key); found != products_.end()) return found->second;

  auto& network = scope_.network;
  Parameter product;
  product.value = 1.0;
  product.unit.text.clear();
  product.where = where;
  ExpressionId value = network.expressions.constant(1.0);
  for (const ParameterId factor : factors) {
    const Parameter& parameter = network.parameters[factor.index];
    product.name += (product.name.empty() ? "" : "_times_") + parameter.name;
    product.value *= parameter.value;
    product.unit.dimension = product.unit.dimension * parameter.unit.dimension;
    product.unit.scale *= parameter.unit.scale;
    if (parameter.unit.text != "1") {
      product.unit.text += (product.unit.text.empty() ? "" : "*") + parameter.unit.text;
    }
    value = network.expressions.make(
        Op::multiply, value, network.expressions.symbol({SymbolKind::parameter, factor.index}));
  }
  if (product.unit.text.empty()) product.unit.text = "1";
  const ParameterId id{static_cast<std::uint32_t>(network.parameters.size())};
  while (scope_.find(product.name) != nullptr) product.name += "_";
  scope_.define({product.name, where}, NameKind::parameter, id.index);
  scope_.find_symbol(product.name);  // it is used by the reaction it is made for
  network.assignment_rules.push_back({{SymbolKind::parameter, id.index}, value});
  network.parameters.push_back(std::move(product));
  products_.emplace(std::move(key), id);
  return id;
}

bool StepAdder::set_volume(const Step& step, const Reaction& reaction, MassAction& law) {
  const int order = order_of(reaction.reactants);
  const SourceLocation& where = step.rate.front().where;
  if (order > max_order) {
    scope_.log.error(step.where, fmt::format("reaction '{}': order {} (the limit is {})", step.name,
                                             order, max_order));
    return false;
  }
  const Parameter& rate = scope_.network.parameters[law.rate_constant.index];
  if (step.in) {  // also checked where the rate needs no volume
    if (!scope_.find_compartment(*step.in, fmt::format("reaction '{}'", step.name))) return false;
  }
  const Dimension found = rate.unit.dimension;
  if (found == rate_dimension(dimensionless, order)) return true;
  const bool per_volume = found == rate_dimension(volume_dimension, order);
  const bool per_area = found == rate_dimension(area_dimension, order);
  if (!per_volume && !per_area) {
    const std::string amounts = to_string(rate_dimension(dimensionless, order));
    const std::string concentrations = to_string(rate_dimension(volume_dimension, order));
    scope_.log.error(
        where, fmt::format("reaction '{}': rate '{}' has the dimension {}, expected {}", step.name,
                           rate.name, to_string(found),
                           order == 1 ? amounts : concentrations + " or " + amounts));
    return false;
  }
  const auto& terms = order > 0 ? reaction.reactants : reaction.products;
  const auto compartment = find_volume(step, terms, per_area);
  if (!compartment) return false;
  law.volume = scope_.network.compartments[compartment->index].size;
  law.volume_power = 1 - order;
  return true;
}

std::optional<CompartmentId> StepAdder::find_volume(const Step& step,
                                                    const std::vector<Term>& terms,
                                                    bool with_area) {
  const auto& network = scope_.network;
  std::vector<CompartmentId> places;
  if (step.in) {
    places.push_back(*scope_.find_compartment(*step.in, step.name));
  } else {
    for (const Term& term : terms) {
      places.push_back(network.species[term.species.index].compartment);
    }
  }
  std::vector<CompartmentId> found;
  const auto keep = [&](CompartmentId id) {
    if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
  };
  for (const CompartmentId id : places) {
    const ParameterId size = network.compartments[id.index].size;
    const Dimension dimension = network.parameters[size.index].unit.dimension;
    if (dimension == (with_area ? area_dimension : volume_dimension)) keep(id);
  }
  if (found.empty() && !with_area) {
    for (const CompartmentId id : places) {
      if (const auto volume = scope_.volume_of_surface[id.index]) keep(*volume);
    }
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    scope_.log.error(
        step.rate.front().where,
        fmt::format("reaction '{}': no {} for the rate '{}' to refer to", step.name,
                    with_area ? "surface with an 'area'" : "volume", step.rate.front().value));
  } else {
    scope_.log.error(step.where,
                     fmt::format("reaction '{}': the rate '{}' could refer to {} (add 'in:')",
                                 step.name, step.rate.front().value, list_of(found, network)));
  }
  return std::nullopt;
}

/// Reports a step that changes nothing and one that is there already: in a file that a person
/// wrote, these are mistakes.
bool StepAdder::is_useful(const Step& step, const Reaction& reaction) {
  if (scope_.is_generated) return true;
  std::map<std::uint32_t, double> change;
  std::string key = fmt::format("{}", std::get<MassAction>(reaction.rate).rate_constant.index);
  std::map<std::uint32_t, double> reactants;
  for (const Term& term : reaction.reactants) {
    change[term.species.index] -= term.count;
    reactants[term.species.index] = term.count;
  }
  for (const Term& term : reaction.products) change[term.species.index] += term.count;
  for (const auto& [index, count] : reactants) key += fmt::format(" {}:{}", index, count);
  key += " ->";
  for (const auto& [index, count] : change) key += fmt::format(" {}:{}", index, count);

  const bool changes_nothing =
      std::all_of(change.begin(), change.end(), [](const auto& c) { return c.second == 0.0; });
  if (changes_nothing) {
    scope_.log.error(step.where, fmt::format("reaction '{}' changes nothing", step.name));
    return false;
  }
  const auto [same, is_new] = seen_.try_emplace(key, step.where);
  if (!is_new) {
    scope_.log.error(step.where, fmt::format("reaction '{}' is in the model already, with the same "
                                             "rate '{}'",
                                             step.name, step.rate.front().value));
    scope_.log.note(same->second, "first given here");
  }
  return is_new;
}

std::string StepAdder::unique_name(const std::string& wanted) {
  std::string name = wanted;
  for (int i = 2; !names_.insert(name).second; ++i) name = fmt::format("{}_{}", wanted, i);
  return name;
}

}  // namespace sigdyn::detail
