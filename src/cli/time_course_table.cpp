#include "cli/time_course_table.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"
#include "report/csv.hpp"

namespace sigdyn {
namespace {

using Kind = TableColumn::Kind;

template <class Entries>
std::optional<std::size_t> position(const Entries& entries, const std::string& name) {
  const auto found =
      std::ranges::find_if(entries, [&name](const auto& entry) { return entry.name == name; });
  if (found == entries.end()) return std::nullopt;
  return static_cast<std::size_t>(found - entries.begin());
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

[[noreturn]] void refuse(const Network& network, const std::string& name) {
  std::vector<std::string> known;
  for (const Species& species : network.species) known.push_back(species.name);
  for (const Parameter& parameter : network.parameters) known.push_back(parameter.name);
  for (const Reaction& reaction : network.reactions) known.push_back(reaction.name);
  for (const Observable& observable : network.observables) known.push_back(observable.name);
  throw UsageError(fmt::format("the model has no '{}'{}", name, suggestion(name, known)));
}

std::vector<std::string> default_names(const Network& network) {
  std::vector<std::string> names;
  for (const Observable& observable : network.observables) names.push_back(observable.name);
  if (!names.empty()) return names;
  for (const Species& species : network.species) names.push_back(species.name);
  return names;
}

double value_at(const Network& network, const TableColumn& column, std::size_t row,
                const RunResult& result) {
  const auto at = [row](const std::vector<double>& array, std::size_t width, std::size_t i) {
    return array[row * width + i];
  };
  switch (column.kind) {
    case Kind::amount:
      return at(result.species, network.species.size(), column.index);
    case Kind::concentration: {
      const Compartment& compartment =
          network.compartments[network.species[column.index].compartment.index];
      return at(result.species, network.species.size(), column.index) /
             at(result.parameters_over_time, network.parameters.size(), compartment.size.index);
    }
    case Kind::parameter:
      return at(result.parameters_over_time, network.parameters.size(), column.index);
    case Kind::flux:
      return at(result.fluxes, network.reactions.size(), column.index);
    case Kind::observable:
      return at(result.observables, network.observables.size(), column.index);
  }
  return 0.0;
}

}  // namespace

std::vector<TableColumn> choose_columns(const Network& network,
                                        const std::vector<std::string>& names,
                                        const std::vector<std::string>& as_amount,
                                        const std::vector<std::string>& as_concentration) {
  std::vector<std::string> wanted = names;
  for (const auto* more : {&as_amount, &as_concentration}) {
    for (const std::string& name : *more) {
      if (!contains(wanted, name)) wanted.push_back(name);
    }
  }
  if (wanted.empty()) wanted = default_names(network);
  std::vector<TableColumn> columns;
  for (const std::string& name : wanted) {
    if (const auto i = position(network.species, name)) {
      const bool is_amount = contains(as_amount, name) ||
                             (network.species[*i].is_amount && !contains(as_concentration, name));
      columns.push_back({is_amount ? Kind::amount : Kind::concentration, *i, name});
    } else if (const auto j = position(network.observables, name)) {
      columns.push_back({Kind::observable, *j, name});
    } else if (const auto k = position(network.parameters, name)) {
      columns.push_back({Kind::parameter, *k, name});
    } else if (const auto r = position(network.reactions, name)) {
      columns.push_back({Kind::flux, *r, name});
    } else {
      refuse(network, name);
    }
  }
  return columns;
}

RecordOptions record_options(const std::vector<TableColumn>& columns) {
  RecordOptions options{
      .species = false, .parameters = false, .fluxes = false, .observables = false};
  for (const TableColumn& column : columns) {
    const bool is_concentration = column.kind == Kind::concentration;
    if (column.kind == Kind::amount || is_concentration) options.species = true;
    if (column.kind == Kind::parameter || is_concentration) options.parameters = true;
    if (column.kind == Kind::flux) options.fluxes = true;
    if (column.kind == Kind::observable) options.observables = true;
  }
  return options;
}

std::string format_csv(const Network& network, const std::vector<TableColumn>& columns,
                       const std::vector<double>& times, const RunResult& result) {
  std::vector<std::string> fields{"time"};
  for (const TableColumn& column : columns) fields.push_back(column.name);
  std::string text = csv_line(fields);
  for (std::size_t row = 0; row < times.size(); ++row) {
    fields.assign(1, csv_number(times[row]));
    for (const TableColumn& column : columns) {
      fields.push_back(csv_number(value_at(network, column, row, result)));
    }
    text += csv_line(fields);
  }
  return text;
}

}  // namespace sigdyn
