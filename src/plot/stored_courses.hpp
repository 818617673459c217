/// The time courses of a scenario's result, chosen and labelled as a plot needs them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "plot/plot_request.hpp"
#include "results/reader.hpp"

namespace sigdyn {

/// Values of all chosen arms and observables: [arm][observable][time].
struct StoredCourses {
  std::vector<std::string> arms;
  std::vector<std::string> failures;  ///< per arm: "newton_failure at 500 s"; empty on success
  std::vector<std::string> observables;
  std::vector<std::string> units;  ///< per observable; empty for pure numbers
  std::vector<double> times;       ///< [time_unit of the result]
  std::string time_unit;
  std::vector<double> values;

  std::span<const double> course(std::size_t arm, std::size_t observable) const;
};

/// Reads what `request` names; all if it names none. Throws UsageError with a suggestion for a name
/// that is not there, InputError if the result holds no time courses.
StoredCourses read_courses(const ResultReader& result, const PlotRequest& request);

/// Indices of `names` among `all`, in the order asked for; all of them if none is asked for. `what`
/// and the path name them in the UsageError.
std::vector<std::size_t> chosen(const std::vector<std::string>& names,
                                const std::vector<std::string>& all, const std::string& what,
                                const std::string& path);

/// A unit of time in which numbers up to `longest` are short, and how many of `unit` it is. Only
/// seconds are changed.
struct TimeScale {
  std::string unit;
  double size = 1.0;
};
TimeScale readable_time(const std::string& unit, double longest);

/// "10 min": a time given in `unit`, in the unit that suits it.
std::string time_text(double time, const std::string& unit);

}  // namespace sigdyn
