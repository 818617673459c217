/// A scenario run on a shipped model, and questions to its curves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model.hpp"
#include "scenario/scenario.hpp"
#include "simulate/run.hpp"

namespace sigdyn::test {

/// Path of a file below the project's root.
std::string in_project(const std::string& path);

/// Runs every arm of a scenario. Throws on invalid input and if an arm fails.
class Study {
 public:
  /// `body` is a scenario without format, id and model: equilibrate, arms, protocol, output, ...
  Study(const std::string& model_path, const std::string& body);
  /// A shipped scenario with the model it names.
  explicit Study(const std::string& scenario_path);

  const Network& network() const { return model_->network; }
  const Simulator& simulator() const { return *simulator_; }
  const Scenario& scenario() const { return scenario_; }
  const std::vector<RunResult>& results() const { return results_; }

  const std::vector<double>& times() const { return scenario_.output.times; }  ///< [s]
  /// Observable in its own unit, or species as amount, at every output time.
  std::vector<double> curve(const std::string& arm, const std::string& name) const;
  /// At the output time nearest to `t` [s].
  double at(const std::string& arm, const std::string& name, double t) const;
  double first(const std::string& arm, const std::string& name) const;
  double last(const std::string& arm, const std::string& name) const;
  double peak(const std::string& arm, const std::string& name) const;
  double time_of_peak(const std::string& arm, const std::string& name) const;  ///< [s]

 private:
  void run();
  std::size_t arm_index(const std::string& arm) const;

  std::unique_ptr<Model> model_;
  std::unique_ptr<Simulator> simulator_;
  Scenario scenario_;
  std::vector<RunResult> results_;
};

/// x at which y, rising or falling, first crosses `level`, by interpolation in log x.
double crossing(const std::vector<double>& x, const std::vector<double>& y, double level);

}  // namespace sigdyn::test
