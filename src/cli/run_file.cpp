#include "cli/run_file.hpp"

#include <limits>
#include <utility>

#include "base/contract.hpp"
#include "cli/run_outcome.hpp"

namespace sigdyn {
namespace {

/// Appends the chosen columns of a row-major table.
void append_columns(std::span<const double> table, std::size_t n_columns,
                    std::span<const std::size_t> columns, std::vector<double>& out) {
  if (columns.empty()) return;  // n_columns may be 0 then
  for (std::size_t row = 0; row + n_columns <= table.size(); row += n_columns) {
    for (const std::size_t column : columns) out.push_back(table[row + column]);
  }
}

}  // namespace

std::vector<double> time_course(const RunResult& result, std::size_t n_times,
                                std::size_t n_observables, std::size_t observable) {
  SIGDYN_EXPECTS(result.observables.size() == n_times * n_observables);
  std::vector<double> values(n_times);
  for (std::size_t i = 0; i < n_times; ++i) {
    values[i] = result.observables[i * n_observables + observable];
  }
  return values;
}

RunFile::RunFile(const std::string& path, const Network& network, RunFileSpec spec,
                 ExistingResult existing)
    : network_(network),
      spec_(std::move(spec)),
      writer_(path, make_run_schema(network, spec_), existing) {
  std::vector<std::string> compartments;
  std::vector<std::string> species_titles;
  for (const Species& species : network.species) {
    compartments.push_back(network.compartments[species.compartment.index].name);
    species_titles.push_back(species.title);
  }
  writer_.write("species_compartment", compartments);
  writer_.write("species_title", species_titles);

  std::vector<std::string> units;
  std::vector<std::string> titles;
  for (const std::size_t i : spec_.observables) {
    units.push_back(network.observables[i].unit.text);
    titles.push_back(network.observables[i].title);
  }
  writer_.write("observable_units", units);
  writer_.write("observable_title", titles);

  std::vector<std::string> parameter_units;
  for (const Parameter& parameter : network.parameters) {
    parameter_units.push_back(parameter.unit.text);
  }
  writer_.write("parameter_units", parameter_units);

  std::vector<std::string> size_units;
  for (const Compartment& compartment : network.compartments) {
    size_units.push_back(network.parameters[compartment.size.index].unit.text);
  }
  writer_.write("compartment_units", size_units);
}

void RunFile::write(std::size_t first_row, std::span<const RunResult> results,
                    const RunResult* reference) {
  if (!spec_.times.empty()) write_time_courses(first_row, results);
  if (!spec_.metrics.empty()) write_summaries(first_row, results, reference);
  write_start(first_row, results);
  write_outcome(first_row, results);
}

void RunFile::write_time_courses(std::size_t first_row, std::span<const RunResult> results) {
  std::vector<double> values;
  for (const RunResult& result : results) {
    append_columns(result.observables, network_.observables.size(), spec_.observables, values);
  }
  writer_.write("observables", values, first_row);
  if (!spec_.has_amounts) return;
  for (std::size_t i = 0; i < results.size(); ++i) {
    writer_.write("amounts", results[i].species, first_row + i);
  }
}

void RunFile::write_summaries(std::size_t first_row, std::span<const RunResult> results,
                              const RunResult* reference) {
  const std::size_t n_observables = network_.observables.size();
  const auto course = [&](const RunResult& result, std::size_t observable) {
    return time_course(result, spec_.times.size(), n_observables, observable);
  };
  for (const Metric metric : spec_.metrics) {
    std::vector<double> values;
    for (const RunResult& result : results) {
      for (const std::size_t i : spec_.observables) {
        const auto compared = reference != nullptr ? course(*reference, i) : std::vector<double>{};
        values.push_back(summarise(metric, spec_.times, course(result, i), compared));
      }
    }
    writer_.write(std::string("summary_") + to_string(metric), values, first_row);
  }
}

void RunFile::write_start(std::size_t first_row, std::span<const RunResult> results) {
  std::vector<double> parameters;
  std::vector<double> sizes;
  for (const RunResult& result : results) {
    // A run that failed before its start (while equilibrating) has no values there.
    const auto as_written = [&](std::size_t i) {
      return result.start.parameters.empty()
                 ? std::numeric_limits<double>::quiet_NaN()
                 : result.start.parameters[i] / network_.parameters[i].unit.scale;
    };
    for (std::size_t i = 0; i < network_.parameters.size(); ++i)
      parameters.push_back(as_written(i));
    for (const Compartment& compartment : network_.compartments) {
      sizes.push_back(as_written(compartment.size.index));
    }
  }
  writer_.write("parameters", parameters, first_row);
  writer_.write("compartment_size", sizes, first_row);
}

void RunFile::write_outcome(std::size_t first_row, std::span<const RunResult> results) {
  std::vector<std::int64_t> status;
  std::vector<std::int64_t> method;
  std::vector<std::int64_t> retries;
  std::vector<std::int64_t> stats;
  std::vector<std::string> messages;
  std::vector<double> t_reached;
  for (const RunResult& result : results) {
    status.push_back(status_flag(result));
    method.push_back(static_cast<std::int64_t>(result.method));
    retries.push_back(result.rung);
    messages.push_back(result.message);
    t_reached.push_back(result.t_reached);
    stats.insert(stats.end(), {result.stats.n_steps, result.stats.n_rejected, result.stats.n_rhs,
                               result.stats.n_jacobian, result.stats.n_decompositions});
  }
  writer_.write("status", status, first_row);
  writer_.write("status_message", messages, first_row);
  writer_.write("method", method, first_row);
  writer_.write("retries", retries, first_row);
  writer_.write("t_reached", t_reached, first_row);
  writer_.write("solver_stats", stats, first_row);
}

}  // namespace sigdyn
