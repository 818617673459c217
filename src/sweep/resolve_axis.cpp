#include "sweep/resolve_axis.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/closest_match.hpp"

namespace sigdyn {
namespace {

bool any_action(const std::vector<RunPlan>& arms, const auto& matches) {
  const auto in_list = [&](const std::vector<Action>& actions) {
    return std::any_of(actions.begin(), actions.end(), matches);
  };
  return std::any_of(arms.begin(), arms.end(), [&](const RunPlan& plan) {
    if (plan.equilibration && in_list(plan.equilibration->actions)) return true;
    return std::any_of(plan.protocol.begin(), plan.protocol.end(),
                       [&](const TimedActions& at) { return in_list(at.actions); });
  });
}

std::optional<std::size_t> protocol_index(std::string_view name) {
  constexpr std::string_view head = "protocol[";
  constexpr std::string_view tail = "].at";
  if (!name.starts_with(head) || !name.ends_with(tail)) return std::nullopt;
  const std::string_view digits = name.substr(head.size(), name.size() - head.size() - tail.size());
  std::size_t index = 0;
  const char* end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, index);
  if (digits.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return index;
}

class AxisResolver {
 public:
  AxisResolver(const VaryEntry& entry, const Scenario& scenario, const Network& network,
               const std::vector<RunPlan>& arms, DiagnosticLog& log)
      : entry_(entry), scenario_(scenario), network_(network), arms_(arms), log_(log) {}

  std::optional<SweepAxis> resolve() {
    axis_.name = entry_.target.value;
    if (!find_target()) return std::nullopt;
    if (!check_units()) return std::nullopt;
    return axis_;
  }

 private:
  bool find_target() {
    constexpr std::string_view initial = "initial ";
    if (axis_.name.starts_with(initial)) {
      const std::string species = axis_.name.substr(initial.size());
      if (const auto id = find_species(network_, species)) {
        return set_target(AxisTarget::Kind::initial_amount, id->index);
      }
      return unknown(species);
    }
    if (const auto index = protocol_index(axis_.name)) {
      if (*index < scenario_.protocol.size()) {
        return set_target(AxisTarget::Kind::time, static_cast<std::uint32_t>(*index));
      }
      log_.error(entry_.target.where,
                 fmt::format("'{}' does not exist (the protocol has {} entries, "
                             "counted from 0)",
                             axis_.name, scenario_.protocol.size()));
      return false;
    }
    if (const auto id = find_parameter(network_, axis_.name)) {
      return set_target(AxisTarget::Kind::parameter, id->index);
    }
    return find_perturbation() || find_dosed_species() || unknown(axis_.name);
  }

  bool find_perturbation() {
    for (std::uint32_t i = 0; i < network_.perturbations.size(); ++i) {
      if (network_.perturbations[i].name != axis_.name) continue;
      const ParameterId argument = network_.perturbations[i].argument;
      if (!any_action(arms_, [&](const Action& action) { return action.argument == argument; })) {
        log_.error(
            entry_.target.where,
            fmt::format("perturbation '{}' is applied by no arm of '{}' (add it to an arm to "
                        "vary its argument)",
                        axis_.name, scenario_.path));
        axis_.target.kind = AxisTarget::Kind::argument;
        return failed_ = true;
      }
      return set_target(AxisTarget::Kind::argument, i);
    }
    return false;
  }

  bool find_dosed_species() {
    const auto id = find_species(network_, axis_.name);
    if (!id) return false;
    const Symbol symbol{SymbolKind::species, id->index};
    const bool is_dosed = any_action(arms_, [&](const Action& action) {
      return action.target == symbol && !action.expression && action.kind != Action::Kind::scale;
    });
    return set_target(is_dosed ? AxisTarget::Kind::dose : AxisTarget::Kind::initial_amount,
                      id->index);
  }

  bool set_target(AxisTarget::Kind kind, std::uint32_t index) {
    axis_.target.kind = kind;
    axis_.target.index = index;
    return true;
  }

  bool unknown(const std::string& name) {
    std::vector<std::string> known;
    for (const Species& species : network_.species) known.push_back(species.name);
    for (const Parameter& parameter : network_.parameters) known.push_back(parameter.name);
    for (const Perturbation& handle : network_.perturbations) known.push_back(handle.name);
    log_.error(entry_.target.where,
               fmt::format("'{}' is no parameter, species or perturbation of '{}'{}", name,
                           network_.id, suggestion(name, known)));
    return false;
  }

  /// The dimensions a value may have; for species a concentration too, where there is a volume.
  Dimension expected_dimension() const {
    switch (axis_.target.kind) {
      case AxisTarget::Kind::parameter:
        return network_.parameters[axis_.target.index].unit.dimension;
      case AxisTarget::Kind::argument:
        return argument().unit.dimension;
      case AxisTarget::Kind::time:
        return time_dimension;
      case AxisTarget::Kind::initial_amount:
      case AxisTarget::Kind::dose:
        return amount_dimension;
    }
    return dimensionless;
  }

  const Parameter& argument() const {
    return network_.parameters[network_.perturbations[axis_.target.index].argument.index];
  }

  bool check_units() {
    if (failed_) return false;
    bool is_good = true;
    const bool is_species = axis_.target.kind == AxisTarget::Kind::initial_amount ||
                            axis_.target.kind == AxisTarget::Kind::dose;
    for (const Located<SweepValue>& value : entry_.values) {
      axis_.target.is_relative = value.value.is_relative;
      if (value.value.is_relative) continue;
      const Dimension found = value.value.quantity.unit.dimension;
      axis_.unit = value.value.quantity.unit;
      if (is_species && found == concentration_dimension) {
        const Species& species = network_.species[axis_.target.index];
        const Compartment& place = network_.compartments[species.compartment.index];
        if (place.dimensions == 3) {
          axis_.target.size = place.size;
          continue;
        }
      }
      if (found == expected_dimension()) continue;
      log_.error(value.where, fmt::format("'{}' has the dimension of {} ('{}' is {})",
                                          value.value.quantity.unit.text, to_string(found),
                                          axis_.name, to_string(expected_dimension())));
      is_good = false;
    }
    return is_good && check_bounds();
  }

  /// Nothing that varies may be negative; arguments have bounds of their own.
  bool check_bounds() {
    bool is_good = true;
    for (const Located<SweepValue>& value : entry_.values) {
      const double number = value.value.quantity.coherent();
      if (number < 0.0) {
        log_.error(value.where,
                   fmt::format("'{}' would be negative: {} {} (at least 0)", axis_.name,
                               value.value.quantity.value, value.value.quantity.unit.text));
        is_good = false;
      } else if (axis_.target.kind == AxisTarget::Kind::time) {
        is_good = is_within_run(value) && is_good;
      } else if (axis_.target.kind == AxisTarget::Kind::argument && !value.value.is_relative) {
        const Perturbation& handle = network_.perturbations[axis_.target.index];
        if (number < handle.min || number > handle.max) {
          const double scale = argument().unit.scale;
          log_.error(value.where,
                     fmt::format("argument {} of '{}' is out of its bounds ({} to {} {})",
                                 value.value.quantity.value, axis_.name, handle.min / scale,
                                 handle.max / scale, argument().unit.text));
          is_good = false;
        }
      }
    }
    return is_good;
  }

  /// What would happen after the end would not happen at all.
  bool is_within_run(const Located<SweepValue>& value) {
    const Quantity& nominal = scenario_.protocol[axis_.target.index].at.value;
    const double factor = value.value.is_relative ? nominal.coherent() : 1.0;
    const double end = scenario_.output.until.value.coherent();
    if (factor * value.value.quantity.coherent() <= end) return true;
    log_.error(value.where, fmt::format("'{}' would be after the end of the run ({} {})",
                                        axis_.name, scenario_.output.until.value.value,
                                        scenario_.output.until.value.unit.text));
    return false;
  }

  const VaryEntry& entry_;
  const Scenario& scenario_;
  const Network& network_;
  const std::vector<RunPlan>& arms_;
  DiagnosticLog& log_;
  SweepAxis axis_;
  bool failed_ = false;
};

}  // namespace

std::optional<SweepAxis> resolve_axis(const VaryEntry& entry, const Scenario& scenario,
                                      const Network& network, const std::vector<RunPlan>& arms,
                                      DiagnosticLog& log) {
  return AxisResolver(entry, scenario, network, arms, log).resolve();
}

}  // namespace sigdyn
