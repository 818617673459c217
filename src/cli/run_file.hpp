/// Runs as a result file: which arrays it has, and how RunResults fill them. See
/// docs/results-format.md.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "results/schema.hpp"
#include "results/writer.hpp"
#include "simulate/run.hpp"
#include "simulate/summary.hpp"

namespace sigdyn {

struct RunFileSpec {
  Axis run_axis;              ///< "arm" with names, or "run" with numbers; may be growing
  std::vector<double> times;  ///< [time unit of the network]; empty: no time courses
  std::vector<std::size_t> observables;  ///< which of the network's, in this order
  bool has_amounts = true;               ///< species over time
  std::vector<Metric> metrics;           ///< one array summary_<metric> each
  std::vector<Attribute> provenance;
};

/// All observables of the network, in its order.
std::vector<std::size_t> all_observables(const Network& network);

ResultSchema make_run_schema(const Network& network, const RunFileSpec& spec);

/// One file, one thread at a time. The network must outlive it.
class RunFile {
 public:
  RunFile(const std::string& path, const Network& network, RunFileSpec spec,
          ExistingResult existing);

  /// Writes a block of runs as rows `first_row` on; their time courses must be those of spec.times.
  /// `reference` is what fold changes compare to (null: NaN).
  void write(std::size_t first_row, std::span<const RunResult> results,
             const RunResult* reference = nullptr);

  void flush() { writer_.flush(); }
  void finish() { writer_.finish(); }

 private:
  void write_time_courses(std::size_t first_row, std::span<const RunResult> results);
  void write_summaries(std::size_t first_row, std::span<const RunResult> results,
                       const RunResult* reference);
  void write_start(std::size_t first_row, std::span<const RunResult> results);
  void write_outcome(std::size_t first_row, std::span<const RunResult> results);

  const Network& network_;
  RunFileSpec spec_;
  ResultWriter writer_;
};

/// Time course of one observable of a result with this many times.
std::vector<double> time_course(const RunResult& result, std::size_t n_times,
                                std::size_t n_observables, std::size_t observable);

}  // namespace sigdyn
