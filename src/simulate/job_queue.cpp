#include "simulate/job_queue.hpp"

#include <algorithm>
#include <utility>

#include "simulate/apply_actions.hpp"
#include "simulate/retry_ladder.hpp"

namespace sigdyn {
namespace {

/// Jobs that may pile up for other engines before those get their turn: bounds the memory.
constexpr std::size_t longest_backlog = 64;

}  // namespace

JobQueue::JobQueue(const Kernel& kernel, const EnginePlan& engines, const Recorder& recorder,
                   Source source)
    : kernel_(&kernel),
      engines_(&engines),
      recorder_(&recorder),
      source_(source),
      ready_(engines.size()) {}

std::unique_ptr<Job> JobQueue::take(std::size_t engine) {
  Lock lock(mutex_);
  while (!is_ended(lock)) {
    if (!ready_[engine].empty()) {
      std::unique_ptr<Job> job = std::move(ready_[engine].front());
      ready_[engine].pop_front();
      ++n_taken_;
      return job;
    }
    const bool is_backlogged = std::ranges::any_of(
        ready_, [](const auto& jobs) { return jobs.size() >= longest_backlog; });
    if (is_backlogged || next_run_ == source_.n_runs) return nullptr;
    admit_fresh(lock);
  }
  return nullptr;
}

std::optional<std::size_t> JobQueue::next_engine() {
  Lock lock(mutex_);
  while (!is_ended(lock)) {
    const auto busiest = std::ranges::max_element(
        ready_, [](const auto& a, const auto& b) { return a.size() < b.size(); });
    if (!busiest->empty()) return static_cast<std::size_t>(busiest - ready_.begin());
    if (next_run_ < source_.n_runs) {
      admit_fresh(lock);
    } else if (n_taken_ > 0) {
      changed_.wait(lock);
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::size_t JobQueue::n_ready(std::size_t engine) const {
  const Lock lock(mutex_);
  return ready_[engine].size();
}

bool JobQueue::is_ended(Lock& /*lock*/) {
  if (!is_cancelled_ && *source_.cancelled && (*source_.cancelled)()) {
    is_cancelled_ = true;
    changed_.notify_all();
  }
  return is_cancelled_ || aborted_ != nullptr;
}

/// Makes the next run ready, or leaves it waiting for the equilibration it shares.
void JobQueue::admit_fresh(Lock& lock) {
  auto job = std::make_unique<Job>();
  job->index = next_run_++;
  ++n_taken_;
  lock.unlock();
  job->plan = (*source_.plan)(job->index);
  job->values = values_with_overrides(*kernel_, job->plan.overrides, job->plan.t_begin);
  lock.lock();
  if (!job->plan.equilibration) {
    make_ready(std::move(job));
    end_one(lock);
    return;
  }
  const auto [entry, is_new] = equilibrations_.find_or_add(*job);
  if (is_new) {
    job->purpose = Job::Purpose::equilibration;
    job->entry = entry;
    make_ready(std::move(job));
  } else if (!entry->is_done) {
    entry->waiting.push_back(std::move(job));
  } else if (entry->outcome.status == RunStatus::success) {
    start_from(*entry, *job);
    make_ready(std::move(job));
  } else {
    lock.unlock();
    deliver_failure(*job, entry->outcome);
    lock.lock();
  }
  end_one(lock);
}

void JobQueue::make_ready(std::unique_ptr<Job> job) {
  ready_[engines_->engine_for(*job)].push_back(std::move(job));
  changed_.notify_all();
}

void JobQueue::end_one(Lock& /*lock*/) {
  --n_taken_;
  changed_.notify_all();
}

void JobQueue::run_done(std::unique_ptr<Job> job, RunResult&& result) {
  result.stats = job->stats;
  result.rung = std::max(job->rung, job->equilibration_rung);
  deliver(job->index, std::move(result));
  Lock lock(mutex_);
  end_one(lock);
}

void JobQueue::equilibrated(std::unique_ptr<Job> job, Method method, const NetworkValues& settled) {
  Lock lock(mutex_);
  const std::shared_ptr<EquilibrationEntry> entry = std::move(job->entry);
  entry->is_done = true;
  entry->settled = settled;
  entry->outcome.stats = job->stats;
  entry->outcome.rung = job->rung;
  entry->outcome.method = method;
  entry->waiting.insert(entry->waiting.begin(), std::move(job));
  for (std::unique_ptr<Job>& waiting : std::exchange(entry->waiting, {})) {
    start_from(*entry, *waiting);
    make_ready(std::move(waiting));
  }
  end_one(lock);
}

void JobQueue::start_from(const EquilibrationEntry& entry, Job& job) const {
  job.purpose = Job::Purpose::run;
  job.rung = 0;
  job.equilibration_rung = entry.outcome.rung;
  job.stats = entry.outcome.stats;  // as if each had computed it alone
  job.values = entry.settled;
}

void JobQueue::failed(std::unique_ptr<Job> job, RunResult&& result) {
  Lock lock(mutex_);
  const auto rung = next_rung(engines_->ladder(job->purpose), job->rung, result.solver_status);
  if (rung) {
    job->rung = *rung;
    make_ready(std::move(job));
    end_one(lock);
    return;
  }
  result.stats = job->stats;
  result.rung = std::max(job->rung, job->equilibration_rung);
  if (job->purpose == Job::Purpose::run) {
    lock.unlock();
    deliver(job->index, std::move(result));
  } else {
    const std::shared_ptr<EquilibrationEntry> entry = std::move(job->entry);
    entry->is_done = true;
    entry->outcome = std::move(result);
    std::vector<std::unique_ptr<Job>> waiting = std::exchange(entry->waiting, {});
    lock.unlock();
    deliver_failure(*job, entry->outcome);
    for (const std::unique_ptr<Job>& other : waiting) deliver_failure(*other, entry->outcome);
  }
  lock.lock();
  end_one(lock);
}

/// The outcome of the equilibration, with this run's own arrays of NaN.
void JobQueue::deliver_failure(const Job& job, const RunResult& failure) {
  RunResult result = failure;
  recorder_->clear(job.plan.output_times.size(), result);
  deliver(job.index, std::move(result));
}

void JobQueue::deliver(std::size_t index, RunResult&& result) {
  const std::scoped_lock lock(deliver_mutex_);
  (*source_.deliver)(index, std::move(result));
}

void JobQueue::abort(std::exception_ptr reason) {
  const Lock lock(mutex_);
  if (aborted_ == nullptr) aborted_ = std::move(reason);
  changed_.notify_all();
}

void JobQueue::rethrow_if_aborted() const {
  if (aborted_ != nullptr) std::rethrow_exception(aborted_);
}

}  // namespace sigdyn
