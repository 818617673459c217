/// Which arms of a scenario differ only in the dose of one thing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace sigdyn {

/// Arms by ascending dose; an arm without it has dose 0 if all else is the same.
struct DoseSeries {
  std::string others;  ///< what these arms get besides: "igf1r_tki_affinity 35 nM"; may be empty
  std::vector<std::size_t> arms;
  std::vector<double> doses;  ///< [unit of ArmDoses]
};

struct ArmDoses {
  std::string name;  ///< species or perturbation; empty if nothing is dosed
  std::string unit;  ///< as the first arm writes it
  std::vector<DoseSeries> series{};

  std::size_t n_levels() const;  ///< doses above 0 of the longest series
};

/// Doses of `name`, or of what has the most levels if it is empty. Throws UsageError with a
/// suggestion if no arm sets, doses or applies it with a value.
ArmDoses find_doses(const Scenario& scenario, const std::string& name);

}  // namespace sigdyn
