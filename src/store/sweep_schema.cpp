#include "store/sweep_schema.hpp"

#include <array>
#include <utility>

#include "store/detail/ensemble_quantiles.hpp"

namespace sigdyn {
namespace {

std::string unit_or_one(const std::string& unit) {
  return unit.empty() ? "1" : unit;
}

/// In the order of their enumerators, which follow success.
constexpr std::array failures{SolveStatus::max_steps,      SolveStatus::step_too_small,
                              SolveStatus::newton_failure, SolveStatus::non_finite,
                              SolveStatus::time_limit,     SolveStatus::event_chattering,
                              SolveStatus::cancelled};

/// Index into sweep_status_names().
std::int64_t status_flag(RunStatus status, SolveStatus reason) {
  const auto flag = static_cast<std::int64_t>(status) + 1;
  return status == RunStatus::failed ? flag - 1 + static_cast<std::int64_t>(reason) : flag;
}

std::vector<std::string> column_units(const SweepPlan& plan) {
  std::vector<std::string> units;
  for (const SweepAxis& axis : plan.axes()) units.push_back(axis.unit.text);
  return units;
}

void add_axes(ResultSchema& schema, const Network& network, const SweepPlan& plan,
              const RecordPlan& record, std::vector<std::int64_t> members) {
  std::vector<std::string> arms;
  for (const RunPlan& arm : plan.nominal_arms()) arms.push_back(arm.label);
  std::vector<std::string> axes;
  for (const SweepAxis& axis : plan.axes()) axes.push_back(axis.name);
  schema.axes.push_back(
      {.name = "member", .long_name = "member of the sweep", .labels = std::move(members)});
  schema.axes.push_back(
      {.name = "arm", .long_name = "arm of the scenario", .labels = std::move(arms)});
  schema.axes.push_back(
      {.name = "varied", .long_name = "what the sweep varies", .labels = std::move(axes)});
  if (!record.quantiles.empty()) {
    schema.axes.push_back({.name = detail::quantile_axis,
                           .long_name = "share of the members below",
                           .labels = record.quantiles});
  }
  if (record.time_courses.empty()) return;
  std::vector<std::string> observables;
  for (const std::size_t i : record.time_courses) {
    observables.push_back(network.observables[i].name);
  }
  schema.axes.push_back({.name = "time",
                         .long_name = "time",
                         .units = unit_or_one(network.units.time),
                         .labels = plan.nominal_arms().front().output_times});
  schema.axes.push_back(
      {.name = "observable", .long_name = "observable", .labels = std::move(observables)});
}

}  // namespace

std::vector<std::string> sweep_status_names() {
  std::vector<std::string> names{"missing", "success", "no_steady_state"};
  for (const SolveStatus failure : failures) names.emplace_back(to_string(failure));
  return names;
}

ResultSchema make_sweep_schema(const Network& network, const SweepPlan& plan,
                               const RecordPlan& record, std::vector<std::int64_t> members,
                               std::vector<Attribute> provenance) {
  ResultSchema schema;
  schema.attributes = std::move(provenance);
  add_axes(schema, network, plan, record, std::move(members));
  schema.variables.push_back({.name = "varied_units",
                              .axes = {"varied"},
                              .long_name = "unit of each varied quantity; 1 for factors",
                              .type = ValueType::text});
  schema.variables.push_back({.name = "parameters",
                              .axes = {"member", "varied"},
                              .units = "see varied_units",
                              .long_name = "value of each varied quantity",
                              .coordinates = {"varied_units"}});
  for (const SummaryColumn& column : record.summaries) {
    schema.variables.push_back({.name = "summary_" + column.name,
                                .axes = {"member", "arm"},
                                .units = unit_or_one(column.unit),
                                .long_name = column.long_name});
  }
  if (!record.time_courses.empty()) {
    schema.variables.push_back({.name = "observable_units",
                                .axes = {"observable"},
                                .long_name = "unit of each observable",
                                .type = ValueType::text});
    schema.variables.push_back({.name = "observables",
                                .axes = {"member", "arm", "time", "observable"},
                                .units = "see observable_units",
                                .long_name = "value of each observable",
                                .coordinates = {"observable_units"}});
  }
  schema.variables.push_back({.name = "status",
                              .axes = {"member", "arm"},
                              .long_name = "outcome of the run",
                              .type = ValueType::flag,
                              .flags = sweep_status_names()});
  schema.variables.push_back({.name = "status_message",
                              .axes = {"member", "arm"},
                              .long_name = "cause of a failure and what to try",
                              .type = ValueType::text});
  schema.variables.push_back({.name = "n_steps",
                              .axes = {"member", "arm"},
                              .long_name = "accepted steps of the integrator",
                              .type = ValueType::integer});
  return schema;
}

void write_members(ResultWriter& writer, const SweepPlan& plan, const RecordPlan& record,
                   std::span<const MemberResult> members, std::size_t first_row) {
  if (first_row == 0) writer.write("varied_units", column_units(plan));
  if (first_row == 0 && !record.time_courses.empty()) {
    std::vector<std::string> units;
    for (const std::size_t i : record.time_courses) units.push_back(record.observable_units[i]);
    writer.write("observable_units", units);
  }
  const std::size_t n_arms = plan.n_arms();
  std::vector<double> parameters;
  std::vector<double> time_courses;
  std::vector<std::int64_t> status;
  std::vector<std::int64_t> n_steps;
  std::vector<std::string> messages;
  std::vector<std::vector<double>> summaries(record.summaries.size());
  for (const MemberResult& member : members) {
    const std::vector<double> values = plan.values(member.member);
    parameters.insert(parameters.end(), values.begin(), values.end());
    time_courses.insert(time_courses.end(), member.time_courses.begin(), member.time_courses.end());
    messages.insert(messages.end(), member.message.begin(), member.message.end());
    for (std::size_t arm = 0; arm < n_arms; ++arm) {
      status.push_back(status_flag(member.status[arm], member.solver_status[arm]));
      n_steps.push_back(member.stats[arm].n_steps);
      for (std::size_t i = 0; i < summaries.size(); ++i) {
        summaries[i].push_back(member.summaries[i * n_arms + arm]);
      }
    }
  }
  writer.write("parameters", parameters, first_row);
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    writer.write("summary_" + record.summaries[i].name, summaries[i], first_row);
  }
  if (!record.time_courses.empty()) writer.write("observables", time_courses, first_row);
  writer.write("status", status, first_row);
  writer.write("status_message", messages, first_row);
  writer.write("n_steps", n_steps, first_row);
}

}  // namespace sigdyn
