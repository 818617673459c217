/// Which output times a figure looks at.
#pragma once

#include <cstddef>
#include <vector>

#include "plot/stored_courses.hpp"

namespace sigdyn::detail {

/// Indices of the times of `request.at`. Where it has none: all behind the first if there are at
/// most 4 in all, the last one otherwise. Throws UsageError for a text that is no time, and for a
/// time that is not among the output times, with the nearest one.
std::vector<std::size_t> chosen_times(const StoredCourses& courses, const PlotRequest& request);

}  // namespace sigdyn::detail
