#include <numeric>

#include "cli/run_file.hpp"
#include "cli/run_outcome.hpp"

namespace sigdyn {
namespace {

/// An empty label means the file names none: a pure number as far as anyone can tell.
std::string unit_or_one(const std::string& unit) {
  return unit.empty() ? "1" : unit;
}

template <class Item, class Name>
std::vector<std::string> names_of(const std::vector<Item>& items, const Name& name) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const Item& item : items) names.push_back(name(item));
  return names;
}

Axis text_axis(std::string name, std::string long_name, std::vector<std::string> labels) {
  return {.name = std::move(name), .long_name = std::move(long_name), .labels = std::move(labels)};
}

/// The unit they all have, or where to look for each one's.
std::string common_unit(const std::vector<std::string>& units, const std::string& where) {
  for (const std::string& unit : units) {
    if (unit != units.front()) return "see " + where;
  }
  return units.empty() ? "1" : units.front();
}

std::vector<std::string> observable_units(const Network& network, const RunFileSpec& spec) {
  std::vector<std::string> units;
  for (const std::size_t i : spec.observables) {
    units.push_back(unit_or_one(network.observables[i].unit.text));
  }
  return units;
}

void add_axes(ResultSchema& schema, const Network& network, const RunFileSpec& spec) {
  schema.axes.push_back(spec.run_axis);
  if (!spec.times.empty()) {
    schema.axes.push_back({.name = "time",
                           .long_name = "time",
                           .units = unit_or_one(network.units.time),
                           .labels = spec.times});
  }
  const auto name = [](const auto& item) { return item.name; };
  schema.axes.push_back(text_axis("species", "species", names_of(network.species, name)));
  std::vector<std::string> observed;
  for (const std::size_t i : spec.observables) observed.push_back(network.observables[i].name);
  schema.axes.push_back(text_axis("observable", "observable", std::move(observed)));
  schema.axes.push_back(text_axis("parameter", "parameter", names_of(network.parameters, name)));
  schema.axes.push_back(
      text_axis("compartment", "compartment", names_of(network.compartments, name)));
  schema.axes.push_back(
      text_axis("stat", "counter of the integrator",
                {"n_steps", "n_rejected", "n_rhs", "n_jacobian", "n_decompositions"}));
}

void add_labels(ResultSchema& schema) {
  const auto add = [&](const std::string& name, const std::string& axis,
                       const std::string& long_name) {
    schema.variables.push_back(
        {.name = name, .axes = {axis}, .long_name = long_name, .type = ValueType::text});
  };
  add("species_compartment", "species", "compartment the species is in");
  add("species_title", "species", "what the species is");
  add("observable_units", "observable", "unit of each observable");
  add("observable_title", "observable", "what the observable is");
  add("parameter_units", "parameter", "unit of each parameter, as in the model");
  add("compartment_units", "compartment", "unit of each compartment's size");
}

void add_runs(ResultSchema& schema, const RunFileSpec& spec) {
  const std::string& run = spec.run_axis.name;
  schema.variables.push_back({.name = "status",
                              .axes = {run},
                              .long_name = "outcome of the run",
                              .type = ValueType::flag,
                              .flags = status_names()});
  schema.variables.push_back({.name = "status_message",
                              .axes = {run},
                              .long_name = "cause of a failure and what to try",
                              .type = ValueType::text});
  schema.variables.push_back({.name = "method",
                              .axes = {run},
                              .long_name = "integration method",
                              .type = ValueType::flag,
                              .flags = method_names()});
  schema.variables.push_back({.name = "retries",
                              .axes = {run},
                              .long_name = "attempts made after the first one failed",
                              .type = ValueType::integer});
  schema.variables.push_back({.name = "solver_stats",
                              .axes = {run, "stat"},
                              .long_name = "work of the integrator",
                              .type = ValueType::integer});
}

}  // namespace

std::vector<std::size_t> all_observables(const Network& network) {
  std::vector<std::size_t> all(network.observables.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

ResultSchema make_run_schema(const Network& network, const RunFileSpec& spec) {
  const std::string& run = spec.run_axis.name;
  const std::string time_unit = unit_or_one(network.units.time);
  const std::string unit = common_unit(observable_units(network, spec), "observable_units");
  ResultSchema schema;
  schema.attributes = spec.provenance;
  add_axes(schema, network, spec);
  add_labels(schema);
  if (!spec.times.empty() && spec.has_amounts) {
    schema.variables.push_back({.name = "amounts",
                                .axes = {run, "time", "species"},
                                .units = unit_or_one(network.units.amount),
                                .long_name = "amount of each species",
                                .coordinates = {"species_compartment", "species_title"}});
  }
  if (!spec.times.empty()) {
    schema.variables.push_back({.name = "observables",
                                .axes = {run, "time", "observable"},
                                .units = unit,
                                .long_name = "value of each observable",
                                .coordinates = {"observable_units", "observable_title"}});
  }
  for (const Metric metric : spec.metrics) {
    schema.variables.push_back(
        {.name = std::string("summary_") + to_string(metric),
         .axes = {run, "observable"},
         .units = metric_unit(metric, unit, time_unit),
         .long_name = std::string(to_string(metric)) + " of each observable over the output times",
         .coordinates = {"observable_units", "observable_title"}});
  }
  schema.variables.push_back({.name = "parameters",
                              .axes = {run, "parameter"},
                              .units = "see parameter_units",
                              .long_name = "value of each parameter at the start of the output",
                              .coordinates = {"parameter_units"}});
  schema.variables.push_back({.name = "compartment_size",
                              .axes = {run, "compartment"},
                              .units = "see compartment_units",
                              .long_name = "size of each compartment at the start of the output",
                              .coordinates = {"compartment_units"}});
  schema.variables.push_back({.name = "t_reached",
                              .axes = {run},
                              .units = time_unit,
                              .long_name = "time the integration reached"});
  add_runs(schema, spec);
  return schema;
}

}  // namespace sigdyn
