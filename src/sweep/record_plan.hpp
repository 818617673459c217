/// What a sweep keeps of each member: resolved summaries and time courses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "simulate/run.hpp"
#include "simulate/summary.hpp"
#include "sweep/sweep_file.hpp"

namespace sigdyn {

/// One number per run. Written `initial`, `final`, `max`, `min`, `time_of_max`, `auc`,
/// `duration_above X [unit]`, `duration_above 0.5 max` (a share of the run's own maximum), or
/// `fold_change to ARM` (final value over that of another arm of the same member).
struct SummaryColumn {
  enum class Kind : std::uint8_t {
    metric,
    duration_above,
    duration_above_share
  } kind = Kind::metric;
  Metric metric = Metric::final;
  double threshold = 0.0;  ///< in the observable's unit, or a share
  std::size_t observable = 0;
  std::optional<std::size_t> reference;  ///< arm, for fold_change
  std::string name;                      ///< "pAKT_max": a name in the result file
  std::string long_name;                 ///< "max of pAKT"
  std::string unit;
};

struct RecordPlan {
  std::vector<SummaryColumn> summaries;
  std::vector<std::size_t> time_courses;      ///< observables whose time courses are kept
  std::vector<double> quantiles;              ///< probabilities
  std::vector<std::string> observable_units;  ///< [n_observables] of the network
};

/// Throws InputError with all findings: an unknown observable, statistic or arm, a threshold of the
/// wrong dimension, a fold change without arms.
RecordPlan resolve_record(const RecordSpec& spec, const Network& network,
                          const std::vector<RunPlan>& arms);

/// The value of a column for one arm. `observables` [n_arms] point to [n_times][n_observables].
double summary_value(const SummaryColumn& column, std::span<const double> times,
                     std::size_t n_observables, std::span<const double> run,
                     std::span<const double> reference_run);

}  // namespace sigdyn
