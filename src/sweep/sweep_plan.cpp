#include "sweep/sweep_plan.hpp"

#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "base/contract.hpp"
#include "simulate/make_plans.hpp"
#include "sweep/resolve_axis.hpp"

namespace sigdyn {
namespace {

constexpr double max_members = 1e9;  // 10^9 rows of one summary are 8 GB: more is a mistake

/// Levels or ends of an axis in its own unit.
AxisRange range_of(const VaryEntry& entry, const SweepAxis& axis) {
  std::vector<double> values;
  for (const Located<SweepValue>& value : entry.values) {
    values.push_back(value.value.quantity.coherent() / axis.unit.scale);
  }
  AxisRange range;
  const bool is_log =
      entry.form == VaryEntry::Form::log_levels || entry.form == VaryEntry::Form::log_uniform;
  range.spacing = is_log ? Spacing::log : Spacing::linear;
  if (entry.form == VaryEntry::Form::levels) {
    range.levels = std::move(values);
    return range;
  }
  range.low = values.front();
  range.high = values.back();
  for (std::uint64_t i = 0; i < entry.n_points; ++i) {
    const double u = static_cast<double>(i) / static_cast<double>(entry.n_points - 1);
    range.levels.push_back(is_log ? range.low * std::pow(range.high / range.low, u)
                                  : range.low + u * (range.high - range.low));
  }
  if (!range.levels.empty()) range.levels.back() = range.high;
  return range;
}

/// Grids can be written that no disk holds: count before anything is made.
double number_of_members(const SweepFile& file) {
  if (file.design != DesignKind::grid) {
    const VaryEntry& first = file.vary.front();
    const bool is_list = file.design == DesignKind::list;
    return static_cast<double>(
        is_list ? std::max<std::uint64_t>(first.n_points, first.values.size()) : file.n_samples);
  }
  double n = 1.0;
  for (const VaryEntry& entry : file.vary) {
    n *= static_cast<double>(entry.n_points > 0 ? entry.n_points : entry.values.size());
  }
  return n;
}

void for_each_action(RunPlan& plan, const auto& change) {
  if (plan.equilibration) {
    for (Action& action : plan.equilibration->actions) change(action);
  }
  for (TimedActions& at : plan.protocol) {
    for (Action& action : at.actions) change(action);
  }
}

void edit_value(Action& action, const SweepAxis& axis, double value) {
  if (axis.target.is_relative) {
    action.value *= value;
  } else {
    action.value = value * axis.unit.scale;
  }
}

Action override_of(const Network& network, const SweepAxis& axis, double value) {
  Action action;
  const bool is_species = axis.target.kind == AxisTarget::Kind::initial_amount;
  action.target = {is_species ? SymbolKind::species : SymbolKind::parameter, axis.target.index};
  if (axis.target.is_relative) {
    const double nominal = is_species ? network.species[axis.target.index].initial
                                      : network.parameters[axis.target.index].value;
    action.value = value * nominal;
  } else {
    action.value = value * axis.unit.scale;
    action.size = axis.target.size;
  }
  return action;
}

}  // namespace

SweepPlan::SweepPlan(const SweepFile& file, const Scenario& scenario, const Network& network)
    : network_(&network), scenario_(scenario), arms_(make_plans(scenario, network)) {
  DiagnosticLog log;
  const double n = number_of_members(file);
  if (n < 1.0 || n > max_members) {
    const double bytes = n * static_cast<double>(arms_.size()) * sizeof(double);
    log.error(
        file.design_where,
        fmt::format("the design has {:.3g} members (1 to {:.0e}; one number per run would take "
                    "{:.3g} GB), give fewer points or a sampled design?",
                    n, max_members, bytes / 1e9));
  }
  for (const VaryEntry& entry : file.vary) {
    if (auto axis = resolve_axis(entry, scenario, network, arms_, log)) {
      varies_times_ = varies_times_ || axis->target.kind == AxisTarget::Kind::time;
      axes_.push_back(std::move(*axis));
    }
  }
  log.throw_if_errors();

  std::vector<AxisRange> ranges;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    ranges.push_back(range_of(file.vary[i], axes_[i]));
  }
  design_.emplace(file.design, std::move(ranges), file.n_samples, file.seed);
}

std::vector<double> SweepPlan::values(std::uint64_t member) const {
  std::vector<double> values(axes_.size());
  design_->point(member, values);
  return values;
}

RunPlan SweepPlan::nominal(std::uint64_t arm, const std::vector<double>& values) const {
  if (!varies_times_) return arms_[arm];
  Scenario scenario = scenario_;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (axes_[i].target.kind != AxisTarget::Kind::time) continue;
    Quantity& at = scenario.protocol[axes_[i].target.index].at.value;
    at = axes_[i].target.is_relative ? Quantity{at.value * values[i], at.unit}
                                     : Quantity{values[i], axes_[i].unit};
  }
  return make_plans(scenario, *network_)[arm];
}

RunPlan SweepPlan::run(std::uint64_t member, std::size_t arm) const {
  SIGDYN_EXPECTS(arm < arms_.size());
  const std::vector<double> member_values = values(member);
  RunPlan plan = nominal(arm, member_values);
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    const SweepAxis& axis = axes_[i];
    const double value = member_values[i];
    switch (axis.target.kind) {
      case AxisTarget::Kind::parameter:
      case AxisTarget::Kind::initial_amount:
        plan.overrides.push_back(override_of(*network_, axis, value));
        break;
      case AxisTarget::Kind::dose: {
        const Symbol symbol{SymbolKind::species, axis.target.index};
        for_each_action(plan, [&](Action& action) {
          if (action.target != symbol || action.expression) return;
          if (action.kind == Action::Kind::scale) return;
          edit_value(action, axis, value);
          if (!axis.target.is_relative) action.size = axis.target.size;
        });
        break;
      }
      case AxisTarget::Kind::argument: {
        const ParameterId argument = network_->perturbations[axis.target.index].argument;
        for_each_action(plan, [&](Action& action) {
          if (action.argument == argument) edit_value(action, axis, value);
        });
        break;
      }
      case AxisTarget::Kind::time:
        break;
    }
  }
  return plan;
}

}  // namespace sigdyn
