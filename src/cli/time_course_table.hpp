/// A run as a table: a column for each quantity that is asked for by its name.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// What one column shows. Species come as they are declared, or as asked for.
struct TableColumn {
  enum class Kind : std::uint8_t { amount, concentration, parameter, flux, observable };
  Kind kind = Kind::amount;
  std::size_t index = 0;
  std::string name;
};

/// Columns for names of species, parameters (sizes, stoichiometries), reactions (their fluxes) and
/// observables; for no names all observables, or all species if there are none. Species named in
/// `as_amount` or `as_concentration` are shown so, and are added if `names` lacks them.
/// Throws UsageError for a name the network does not have.
std::vector<TableColumn> choose_columns(const Network& network,
                                        const std::vector<std::string>& names,
                                        const std::vector<std::string>& as_amount,
                                        const std::vector<std::string>& as_concentration);

/// What the run must record for the columns.
RecordOptions record_options(const std::vector<TableColumn>& columns);

/// CSV with a heading; a row per time. `result` must hold what record_options() asks for.
std::string format_csv(const Network& network, const std::vector<TableColumn>& columns,
                       const std::vector<double>& times, const RunResult& result);

}  // namespace sigdyn
