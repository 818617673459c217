/// A scenario as written: arms, protocol, output, solver. Names are not resolved yet; each carries
/// its place in the file, so that simulate/ can say where a name the network lacks was written.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/located.hpp"
#include "base/units.hpp"

namespace sigdyn {

/// name: quantity, as in `set: {IGF1: 3.3 nM}`; `value` keeps the unit as written.
struct NamedQuantity {
  Located<std::string> name;
  Located<Quantity> value;
};

/// One entry of `protocol:`: at `at`, set, dose (add to what is there) or apply perturbations.
struct ProtocolEntry {
  Located<Quantity> at;
  std::vector<NamedQuantity> set;
  std::vector<NamedQuantity> dose;
  std::vector<NamedQuantity> apply;
  std::optional<Quantity> repeat_every;
  int repeat_times = 1;  ///< total number of doses
};

struct Arm {
  Located<std::string> name;
  std::vector<NamedQuantity> apply;    ///< perturbations at t = 0
  std::vector<NamedQuantity> set;      ///< at t = 0
  std::vector<NamedQuantity> before_apply;  ///< `before:`: in force during equilibration already
  std::vector<NamedQuantity> before_set;
  std::vector<ProtocolEntry> protocol; ///< added to the scenario's own
};

struct EquilibrateSpec {
  bool until_steady_state = true;
  Located<Quantity> at_most;           ///< or the duration
};

struct OutputSpec {
  Located<Quantity> until;
  std::vector<double> times;           ///< [s], ascending; from points, every, or an explicit list
  std::vector<Located<std::string>> observe;  ///< empty: all observables
  bool species = true;                 ///< record species too
};

struct CompareSpec {
  Located<std::string> to;
  std::vector<Located<std::string>> report;  ///< fold_change, max, time_of_max, auc, final
};

struct SolverSpec {
  Located<std::string> method;         ///< "auto" if absent
  double rtol = 1e-6;
  Quantity atol{1e-6, {}};             ///< relative to each species' scale unless it bears a unit
  std::vector<NamedQuantity> atol_of;  ///< per species, with unit
  double max_steps = 1e6;
};

struct Scenario {
  std::string id;
  std::string question;
  std::string expected;                ///< expected direction, in words
  std::string source;
  Located<std::string> model;          ///< path relative to the scenario file
  std::optional<EquilibrateSpec> equilibrate;
  std::vector<Arm> arms;               ///< at least one; a file without arms has one named "run"
  std::vector<ProtocolEntry> protocol;
  OutputSpec output;
  std::optional<CompareSpec> compare;
  SolverSpec solver;
  std::string path;
  std::string text;                    ///< the file, verbatim
};

}  // namespace sigdyn
