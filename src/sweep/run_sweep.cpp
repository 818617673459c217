#include "sweep/run_sweep.hpp"

#include <map>
#include <optional>
#include <utility>

#include "base/contract.hpp"

namespace sigdyn {
namespace {

/// Numbers the members of several ranges 0, 1, 2, ...
class MemberList {
 public:
  explicit MemberList(std::span<const MemberRange> ranges) {
    for (const MemberRange& range : ranges) {
      if (range.size() == 0) continue;
      first_[size_] = range.begin;
      size_ += range.size();
    }
  }

  std::uint64_t size() const { return size_; }

  std::uint64_t operator[](std::uint64_t position) const {
    const auto range = std::prev(first_.upper_bound(position));
    return range->second + (position - range->first);
  }

 private:
  std::map<std::uint64_t, std::uint64_t> first_;  // position of a range's first member -> member
  std::uint64_t size_ = 0;
};

/// Gathers the arms of members at work and sums them up when the last one is in.
class MemberCollector {
 public:
  MemberCollector(const SweepPlan& plan, const RecordPlan& record, std::size_t n_observables)
      : plan_(plan),
        record_(record),
        n_observables_(n_observables),
        times_(plan.nominal_arms().front().output_times) {}

  /// Returns the member if this was its last arm.
  std::optional<MemberResult> add(std::uint64_t member, std::size_t arm, RunResult&& run) {
    Pending& pending = pending_[member];
    pending.runs.resize(plan_.n_arms());
    pending.runs[arm] = std::move(run);
    if (++pending.n_done < plan_.n_arms()) return std::nullopt;
    MemberResult result = sum_up(member, pending.runs);
    pending_.erase(member);
    return result;
  }

 private:
  struct Pending {
    std::size_t n_done = 0;
    std::vector<RunResult> runs;
  };

  MemberResult sum_up(std::uint64_t member, std::vector<RunResult>& runs) const {
    MemberResult result;
    result.member = member;
    for (RunResult& run : runs) {
      result.status.push_back(run.status);
      result.solver_status.push_back(run.solver_status);
      result.stats.push_back(run.stats);
      result.message.push_back(std::move(run.message));
    }
    for (const SummaryColumn& column : record_.summaries) {
      for (const RunResult& run : runs) {
        const RunResult& reference = runs[column.reference.value_or(0)];
        result.summaries.push_back(
            summary_value(column, times_, n_observables_, run.observables, reference.observables));
      }
    }
    for (const RunResult& run : runs) {
      for (std::size_t i = 0; i < times_.size() && !record_.time_courses.empty(); ++i) {
        for (const std::size_t observable : record_.time_courses) {
          result.time_courses.push_back(run.observables[i * n_observables_ + observable]);
        }
      }
    }
    return result;
  }

  const SweepPlan& plan_;
  const RecordPlan& record_;
  std::size_t n_observables_;
  std::vector<double> times_;
  std::map<std::uint64_t, Pending> pending_;
};

}  // namespace

SimulateOptions settle_options(const Simulator& simulator, const SweepPlan& plan,
                               SimulateOptions options) {
  if (options.integrator.method != Method::automatic && options.lanes != 0) return options;
  const MethodChoice choice = simulator.choose(plan.run(0, 0), options);
  if (options.integrator.method == Method::automatic) options.integrator.method = choice.method;
  if (options.lanes == 0) options.lanes = choice.lanes;
  return options;
}

void run_sweep(const Simulator& simulator, const SweepPlan& plan, const RecordPlan& record,
               std::span<const MemberRange> todo, const SimulateOptions& options,
               const std::function<void(MemberResult&&)>& deliver,
               const std::function<bool()>& cancelled) {
  SIGDYN_EXPECTS(options.integrator.method != Method::automatic);
  const MemberList members(todo);
  const std::size_t n_arms = plan.n_arms();
  MemberCollector collector(plan, record, simulator.network().observables.size());

  SimulateOptions run_options = options;
  run_options.record = {
      .species = false, .parameters = false, .fluxes = false, .observables = true};
  simulator.run(
      members.size() * n_arms,
      [&](std::size_t index) { return plan.run(members[index / n_arms], index % n_arms); },
      run_options,
      [&](std::size_t index, RunResult&& run) {
        auto done = collector.add(members[index / n_arms], index % n_arms, std::move(run));
        if (done) deliver(std::move(*done));
      },
      cancelled);
}

}  // namespace sigdyn
