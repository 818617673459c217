#include "study.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "scenario/load_scenario.hpp"
#include "simulate/make_plans.hpp"

namespace sigdyn::test {

std::string in_project(const std::string& path) {
  return std::string(SIGDYN_ROOT) + "/" + path;
}

Study::Study(const std::string& model_path, const std::string& body)
    : model_(std::make_unique<Model>(load_model(in_project(model_path)))),
      scenario_(parse_scenario("format: sigdyn-scenario/1\nid: study\nmodel: m.yaml\n" + body,
                               "study.yaml")) {
  run();
}

Study::Study(const std::string& scenario_path)
    : scenario_(load_scenario(in_project(scenario_path))) {
  const std::string folder = scenario_path.substr(0, scenario_path.rfind('/') + 1);
  model_ = std::make_unique<Model>(load_model(in_project(folder + scenario_.model.value)));
  run();
}

void Study::run() {
  simulator_ = std::make_unique<Simulator>(model_->network);
  const std::vector<RunPlan> plans = make_plans(scenario_, model_->network);
  results_ = simulator_->run(plans, make_simulate_options(scenario_, *simulator_));
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (results_[i].status != RunStatus::success) {
      throw std::runtime_error("arm '" + plans[i].label + "': " + results_[i].message);
    }
  }
}

std::size_t Study::arm_index(const std::string& arm) const {
  const auto found = std::find_if(scenario_.arms.begin(), scenario_.arms.end(),
                                  [&](const Arm& a) { return a.name.value == arm; });
  if (found == scenario_.arms.end()) throw std::invalid_argument("no arm " + arm);
  return static_cast<std::size_t>(found - scenario_.arms.begin());
}

std::vector<double> Study::curve(const std::string& arm, const std::string& name) const {
  const RunResult& result = results_[arm_index(arm)];
  const auto& observables = network().observables;
  const auto observable = std::find_if(observables.begin(), observables.end(),
                                       [&](const Observable& o) { return o.name == name; });
  const std::vector<double>* values = &result.observables;
  std::size_t n = observables.size();
  std::size_t index = static_cast<std::size_t>(observable - observables.begin());
  if (observable == observables.end()) {
    const auto species = find_species(network(), name);
    if (!species) throw std::invalid_argument("no observable or species " + name);
    values = &result.species;
    n = network().species.size();
    index = species->index;
  }
  std::vector<double> curve(times().size());
  for (std::size_t k = 0; k < curve.size(); ++k) curve[k] = (*values)[k * n + index];
  return curve;
}

double Study::at(const std::string& arm, const std::string& name, double t) const {
  const auto nearest = std::min_element(times().begin(), times().end(), [t](double a, double b) {
    return std::abs(a - t) < std::abs(b - t);
  });
  return curve(arm, name)[static_cast<std::size_t>(nearest - times().begin())];
}

double Study::first(const std::string& arm, const std::string& name) const {
  return curve(arm, name).front();
}

double Study::last(const std::string& arm, const std::string& name) const {
  return curve(arm, name).back();
}

double Study::peak(const std::string& arm, const std::string& name) const {
  const std::vector<double> values = curve(arm, name);
  return *std::max_element(values.begin(), values.end());
}

double Study::time_of_peak(const std::string& arm, const std::string& name) const {
  const std::vector<double> values = curve(arm, name);
  return times()[static_cast<std::size_t>(std::max_element(values.begin(), values.end()) -
                                          values.begin())];
}

double crossing(const std::vector<double>& x, const std::vector<double>& y, double level) {
  for (std::size_t i = 1; i < x.size(); ++i) {
    if ((y[i - 1] - level) * (y[i] - level) > 0.0) continue;
    const double share = (level - y[i - 1]) / (y[i] - y[i - 1]);
    return std::exp(std::log(x[i - 1]) + share * (std::log(x[i]) - std::log(x[i - 1])));
  }
  return std::nan("");
}

}  // namespace sigdyn::test
