/// A scenario as written: arms, protocol, output, solver. Names are not resolved yet; each carries
/// its place in the file, so that simulate/ can say where a name the network lacks was written.
#pragma once

#include <cstdint>
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

/// A perturbation with its argument, or without: then the model's default holds.
struct AppliedPerturbation {
  Located<std::string> name;
  std::optional<Located<Quantity>> argument;
};

/// What happens at one instant: values set, doses added to what is there, perturbations applied.
struct Treatment {
  std::vector<NamedQuantity> set;
  std::vector<NamedQuantity> dose;
  std::vector<AppliedPerturbation> apply;
};

/// One entry of `protocol:`.
struct ProtocolEntry {
  Located<Quantity> at;
  Treatment treatment;
  std::optional<Located<Quantity>> repeat_every;
  int repeat_times = 1;  ///< how often in all
};

struct Arm {
  Located<std::string> name;
  Treatment at_start;                   ///< at t = 0
  Treatment before;                     ///< `before:`: in force during equilibration already
  std::vector<ProtocolEntry> protocol;  ///< added to the scenario's own
};

/// Times of a scenario bear a unit of time; without one ("1") they are in the time unit of the
/// model, which only models of other formats than sigdyn's own may leave open.
struct EquilibrateSpec {
  bool until_steady_state = true;
  Located<Quantity> at_most;  ///< or the duration
};

struct OutputSpec {
  Located<Quantity> until;
  std::vector<double> times;  ///< [s], or the model's unit where `until` has none; ascending
  std::vector<Located<std::string>> observe;  ///< empty: all observables
  bool species = true;                        ///< record species too
};

struct CompareSpec {
  Located<std::string> to;
  std::vector<Located<std::string>> report;  ///< names of metrics, see simulate/summary.hpp
};

struct SolverSpec {
  Located<std::string> method;  ///< "auto" if absent
  double rtol = 1e-6;
  Located<Quantity> atol{{1e-6, {}},
                         {}};          ///< relative to each species' scale unless it bears a unit
  std::vector<NamedQuantity> atol_of;  ///< per species, with unit
  std::int64_t max_steps = 1'000'000;
  double time_limit = 0.0;  ///< [s] of the wall clock, per continuous piece; 0: none
};

struct Scenario {
  std::string id;
  std::string title;
  std::string question;
  std::string expected;  ///< expected direction, in words
  std::string source;
  Located<std::string> model;  ///< path relative to the scenario file
  std::optional<EquilibrateSpec> equilibrate;
  std::vector<Arm> arms;  ///< at least one; a file without arms has one named "run"
  std::vector<ProtocolEntry> protocol;
  OutputSpec output;
  std::optional<CompareSpec> compare;
  SolverSpec solver;
  std::string path;
  std::string text;  ///< the file, verbatim
};

}  // namespace sigdyn
