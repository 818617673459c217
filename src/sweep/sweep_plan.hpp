/// A sweep resolved against its network: which runs it consists of.
///
/// A member is one point of the design; it runs all arms of the scenario. Run number
/// member * n_arms + arm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "scenario/scenario.hpp"
#include "simulate/run.hpp"
#include "sweep/design.hpp"
#include "sweep/sweep_file.hpp"

namespace sigdyn {

/// What an axis changes in the runs of a member.
struct AxisTarget {
  enum class Kind : std::uint8_t {
    parameter,       ///< its value, from the start of the equilibration on
    initial_amount,  ///< of a species, before the equilibration
    dose,            ///< whatever the arms set or add of a species, at every time they do
    argument,        ///< of a perturbation, in every arm that applies it
    time             ///< `at` of an entry of the scenario's protocol
  } kind = Kind::parameter;
  std::uint32_t index = 0;            ///< parameter, species, perturbation or protocol entry
  bool is_relative = false;           ///< values multiply the nominal ones
  std::optional<ParameterId> size{};  ///< for concentrations: the value times this is the amount
};

/// How an axis is reported: values as written in the sweep file's unit, factors where relative.
struct SweepAxis {
  std::string name;
  AxisTarget target;
  Unit unit;
};

/// Immutable; one object serves all threads.
class SweepPlan {
 public:
  /// Resolves names and units. Throws InputError with all findings (an unknown name with a
  /// suggestion, a wrong dimension, a value the network forbids, a design too large to count).
  /// The network must outlive the plan.
  SweepPlan(const SweepFile& file, const Scenario& scenario, const Network& network);

  std::uint64_t n_members() const { return design_->size(); }
  std::size_t n_arms() const { return arms_.size(); }
  const std::vector<SweepAxis>& axes() const { return axes_; }
  const std::vector<RunPlan>& nominal_arms() const { return arms_; }

  /// Values of one member, one per axis, in the unit of the axis.
  std::vector<double> values(std::uint64_t member) const;

  /// A pure function of its arguments.
  RunPlan run(std::uint64_t member, std::size_t arm) const;

 private:
  RunPlan nominal(std::uint64_t arm, const std::vector<double>& values) const;

  const Network* network_;
  Scenario scenario_;
  std::vector<RunPlan> arms_;
  std::vector<SweepAxis> axes_;
  std::optional<Design> design_;
  bool varies_times_ = false;
};

}  // namespace sigdyn
