#include "simulate/stateless_integrator.hpp"

#include <algorithm>

namespace sigdyn {
namespace {

constexpr int steps_per_task = 100;

class EmptyStep final : public DenseStep {
 public:
  EmptyStep(double t_begin, double t_end) : t_begin_(t_begin), t_end_(t_end) {}
  double t_begin() const override { return t_begin_; }
  double t_end() const override { return t_end_; }
  void evaluate(double /*t*/, double* /*y*/) const override {}
  double evaluate(double /*t*/, std::size_t /*i*/) const override { return 0.0; }

 private:
  double t_begin_;
  double t_end_;
};

class StatelessIntegrator final : public Integrator {
 public:
  void run(LaneClient& client) override {
    LaneTask task;
    while (client.start(0, task)) walk(task, client);
  }

 private:
  static void walk(const LaneTask& task, LaneClient& client) {
    SolverStats stats;
    const double h = (task.t_stop - task.t) / steps_per_task;
    double t = task.t;
    for (int i = 1; i <= steps_per_task; ++i) {
      const double t_next = i == steps_per_task ? task.t_stop : task.t + i * h;
      const EmptyStep step(t, t_next);
      ++stats.n_steps;
      const double t_cut = client.step(0, step);
      t = std::min(t_cut, t_next);
      if (t < t_next) break;
    }
    client.stop(0, t, nullptr, stats);
  }
};

}  // namespace

std::unique_ptr<Integrator> make_stateless_integrator() {
  return std::make_unique<StatelessIntegrator>();
}

}  // namespace sigdyn
