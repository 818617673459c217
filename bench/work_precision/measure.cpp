#include "work_precision/measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include <time.h>

namespace sigdyn::bench {
namespace {

double quantile(std::vector<double> values, double fraction) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double place = fraction * static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::llround(place))];
}

/// What is made once per model and reused for every draw and repeat, as a sweep would.
class Runner {
 public:
  Runner(const BenchModel& model, const Contender& contender, double rtol, std::size_t n_outputs)
      : model_(&model),
        contender_(contender),
        rtol_(rtol),
        times_(model.output_times(n_outputs)),
        system_(make_kernel_system(model.kernel(), contender.lanes)) {
    if (contender.is_baseline) {
      baseline_ = make_baseline(*system_, contender.baseline);
      atol_.assign(model.kernel().n_states(), rtol * model.error_floor());
      return;
    }
    IntegratorOptions options;
    options.method = contender.method;
    options.error.rtol = rtol;
    options.error.atol = rtol;
    options.max_steps = 100'000;  // beyond, a method is hopeless for the model and only costs time
    const auto lu = contender.method == Method::rodas5p ? lu_of(model) : nullptr;
    integrator_ = make_integrator(*system_, options, lu);
  }

  /// Draws first .. first + count - 1; returns the CPU seconds.
  double run(std::size_t first, std::size_t count) {
    const double begin = thread_seconds();
    if (baseline_) {
      run_baseline(first, count);
    } else {
      EnsembleClient client(*model_, *system_, first, count, times_, outputs);
      integrator_->run(client);
      n_failed = client.n_failed();
      total = client.total();
    }
    return thread_seconds() - begin;
  }

  std::vector<double> outputs;
  std::size_t n_failed = 0;
  SolverStats total;

 private:
  /// The symbolic phase is per model, not per simulation; large ones take seconds.
  static std::shared_ptr<const SymbolicLu> lu_of(const BenchModel& model) {
    static std::map<const BenchModel*, std::shared_ptr<const SymbolicLu>> known;
    auto& lu = known[&model];
    if (!lu) lu = analyse_pattern(make_kernel_system(model.kernel(), 1)->jacobian_pattern());
    return lu;
  }

  void run_baseline(std::size_t first, std::size_t count) {
    const std::size_t n = model_->kernel().n_states();
    outputs.assign(count * times_.size() * n, std::numeric_limits<double>::quiet_NaN());
    n_failed = 0;
    total = {};
    for (std::size_t i = 0; i < count; ++i) {
      const NetworkValues values = model_->draw(first + i);
      system_->set_constants(0, values);
      const std::vector<double> y = model_->states_of(values);
      BaselineCounts counts;
      if (!baseline_->solve(0.0, y.data(), times_, rtol_, atol_.data(),
                            outputs.data() + i * times_.size() * n, &counts)) {
        ++n_failed;
      }
      total.n_steps += counts.n_steps;
      total.n_rhs += counts.n_rhs;
      total.n_decompositions += counts.n_decompositions;
    }
  }

  const BenchModel* model_;
  Contender contender_;
  double rtol_;
  std::vector<double> times_;
  std::unique_ptr<KernelSystem> system_;
  std::unique_ptr<Integrator> integrator_;
  std::unique_ptr<BaselineCvode> baseline_;
  std::vector<double> atol_;
};

/// As many draws as fit the budget, by the time of a first few; the lanes need some to be full.
/// Then as many repeats as are left of it.
struct Effort {
  std::size_t n_draws = 1;
  std::size_t n_repeats = 1;
};

Effort effort_within(Runner& runner, const Contender& contender, const Workload& work) {
  const std::size_t n_first = std::min(work.n_draws, contender.lanes);
  const double seconds = runner.run(work.first_draw, n_first) / static_cast<double>(n_first);
  const auto affordable = static_cast<std::size_t>(std::min(work.budget / seconds, 1e6));
  const std::size_t n_draws = std::clamp(affordable, n_first, work.n_draws);
  return {n_draws, std::clamp(affordable / n_draws, std::size_t{1}, work.n_repeats)};
}

}  // namespace

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::vector<double> solve(const BenchModel& model, const Contender& contender, double rtol,
                          const Workload& work) {
  Runner runner(model, contender, rtol, work.n_outputs);
  runner.run(work.first_draw, effort_within(runner, contender, work).n_draws);
  return runner.outputs;
}

std::vector<double> errors_of(const BenchModel& model, const std::vector<double>& outputs,
                              const std::vector<double>& reference, std::size_t n_outputs) {
  const std::size_t per_draw = n_outputs * model.kernel().n_states();
  const std::size_t n_draws = std::min(outputs.size(), reference.size()) / per_draw;
  std::vector<double> errors(n_draws, 0.0);
  for (std::size_t i = 0; i < n_draws; ++i) {
    for (std::size_t k = i * per_draw; k < (i + 1) * per_draw; ++k) {
      const double error =
          std::fabs(outputs[k] - reference[k]) / (std::fabs(reference[k]) + model.error_floor());
      if (!(error <= errors[i])) errors[i] = error;  // NaN stays
    }
    if (std::isnan(errors[i])) errors[i] = std::numeric_limits<double>::infinity();
  }
  return errors;
}

Measurement measure(const BenchModel& model, const Contender& contender, double rtol,
                    const Workload& work, const std::vector<double>& reference) {
  Runner runner(model, contender, rtol, work.n_outputs);
  const auto [n_draws, n_repeats] = effort_within(runner, contender, work);
  std::vector<double> seconds;
  for (std::size_t repeat = 0; repeat < n_repeats; ++repeat) {
    double time = 0.0;
    std::size_t n_runs = 0;
    do {  // short ones several times, so that the clock resolves them
      time += runner.run(work.first_draw, n_draws);
      ++n_runs;
    } while (time < 0.02);
    seconds.push_back(time / static_cast<double>(n_runs * n_draws));
  }
  const std::vector<double> errors = errors_of(model, runner.outputs, reference, work.n_outputs);
  const auto per_simulation = [&](std::int64_t total) {
    return static_cast<double>(total) / static_cast<double>(n_draws);
  };
  return {.contender = contender.name,
          .rtol = rtol,
          .n_draws = n_draws,
          .seconds = quantile(seconds, 0.5),
          .error_median = quantile(errors, 0.5),
          .error_p90 = quantile(errors, 0.9),
          .n_failed = runner.n_failed,
          .n_steps = per_simulation(runner.total.n_steps),
          .n_rhs = per_simulation(runner.total.n_rhs),
          .n_decompositions = per_simulation(runner.total.n_decompositions)};
}

}  // namespace sigdyn::bench
