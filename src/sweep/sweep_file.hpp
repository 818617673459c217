/// A sweep file as written: a scenario, what varies, how it is sampled, what is recorded. Names are
/// not resolved yet; each carries its place. See docs/sweep-format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/located.hpp"
#include "base/units.hpp"
#include "sweep/design.hpp"

namespace sigdyn {

/// "3.3 nM", or "x2": that many times the nominal value.
struct SweepValue {
  bool is_relative = false;
  Quantity quantity;  ///< of unit 1 where relative
};

/// One entry of `vary:`. Levels: the given ones, or `n_points` between two ends. Ranges: two ends.
struct VaryEntry {
  enum class Form : std::uint8_t { levels, linear_levels, log_levels, uniform, log_uniform };
  Located<std::string> target;  ///< a name, "initial NAME" or "protocol[i].at"
  Form form = Form::levels;
  std::vector<Located<SweepValue>> values;  ///< the levels, or low and high
  std::uint64_t n_points = 0;
};

/// One statistic of one observable, e.g. "max" or "duration_above 0.5 max", as written.
struct SummaryEntry {
  Located<std::string> observable;
  std::vector<Located<std::string>> statistics;
};

struct RecordSpec {
  enum class TimeCourses : std::uint8_t { none, all, listed } time_courses = TimeCourses::none;
  std::vector<Located<std::string>> observables;  ///< where listed
  std::vector<SummaryEntry> summaries;
  std::vector<double> quantiles;  ///< probabilities: over the members, of all that is recorded
};

/// What one run of the sweep may cost before it is given up; instead of the scenario's.
struct LimitSpec {
  std::optional<std::int64_t> max_steps;  ///< as `max_steps` of a scenario's solver
  std::optional<double> time_limit;       ///< as `time_limit` of a scenario's solver [s]
};

struct SweepFile {
  std::string id;
  std::string title;
  std::string question;
  Located<std::string> scenario;  ///< path relative to the sweep file
  DesignKind design = DesignKind::grid;
  SourceLocation design_where;
  std::uint64_t n_samples = 0;
  std::uint64_t seed = 0;
  std::vector<VaryEntry> vary;  ///< a table's columns are entries with given levels
  RecordSpec record;
  LimitSpec limits;
  std::string path;
  std::string text;        ///< the file, verbatim
  std::string table_text;  ///< the table file, verbatim; empty without one
};

/// Reads a sweep file and the table it names. Throws InputError with all findings, IoError.
SweepFile load_sweep_file(const std::string& path);

/// The same from text already read; `path` is for messages and for finding the table, whose text
/// may be given too.
SweepFile parse_sweep_file(const std::string& text, const std::string& path,
                           const std::string& table_text = {});

}  // namespace sigdyn
