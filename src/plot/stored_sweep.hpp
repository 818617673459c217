/// The result of a sweep, chosen and labelled as a plot needs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "plot/figure.hpp"
#include "plot/plot_request.hpp"
#include "results/reader.hpp"

namespace sigdyn {

/// One of the things a sweep varies, over its members.
struct VariedQuantity {
  std::string name;
  std::string label;  ///< "IGFBP3 (x nominal)", with a multiplication sign
  AxisScale scale = AxisScale::linear;
  std::vector<double> values{};  ///< [n_members]
  std::vector<double> levels{};  ///< distinct values, ascending
};

/// One summary, of the chosen arms: values [arm][member].
struct StoredSummary {
  std::string observable;
  std::string statistic;  ///< "max", "fold_change_to_igf1"
  std::string unit;       ///< empty for pure numbers
  std::vector<std::vector<double>> values;
};

struct StoredSweep {
  std::size_t n_members = 0;
  std::vector<std::string> arms;         ///< chosen ones
  std::vector<std::size_t> arm_indices;  ///< in the file
  std::vector<VariedQuantity> varied;    ///< that have more than one value; chosen ones
  std::vector<StoredSummary> summaries;
  std::uint64_t n_failed = 0;  ///< runs of the chosen arms without a result, of
  std::uint64_t n_runs = 0;
  std::uint64_t n_missing = 0;  ///< of these: never run
  std::string first_failure;    ///< message of the first that failed
};

/// Reads what `request` names; where it names none all arms and axes, and the first statistic of
/// each observable. Throws UsageError with a suggestion for a name that is not there, InputError
/// for a file without the text of its sweep.
StoredSweep read_sweep(const ResultReader& result, const PlotRequest& request);

/// "12 of 700 runs failed or are missing (first: ...)", or empty.
std::string failure_note(const StoredSweep& sweep);

}  // namespace sigdyn
