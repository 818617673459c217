/// The past of one run, for delay(): every accepted step as a polynomial, and the constants that
/// were in force.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "kernel/kernel.hpp"
#include "network/network.hpp"
#include "ode/lane_client.hpp"

namespace sigdyn {

/// Between accepted steps the dense solution is a polynomial of degree at most 5 in every method
/// here (BDF of order 5 has 5, the others less), so 6 samples hold it without loss. Before the
/// start of the run initial rules and assignments are evaluated at the past time itself. Beyond the
/// last step, which happens within a step longer than a delay, the last polynomial goes on.
class RecordedHistory : public DelayHistory {
 public:
  RecordedHistory(const Network& network, const Kernel& kernel);

  /// Forgets all; the run starts at t with `values`.
  void begin(double t, const NetworkValues& values);

  /// Keeps the solution on [step.t_begin(), t_end] of a step.
  void add(const DenseStep& step, double t_end);

  /// From t on the constants are those in `values` and the states continue from them.
  void turn(double t, const NetworkValues& values);

  double value(ExpressionId operand, double t_past) const override;

 private:
  static constexpr std::size_t n_nodes = 6;
  struct Piece {
    double t_begin = 0.0;
    double t_end = 0.0;
    std::vector<double> y;  // [n_nodes][n_states]
  };
  struct Turn {
    double t = 0.0;
    NetworkValues values;
  };

  using RuleList = std::vector<std::size_t>;  // in network.assignment_rules

  RuleList rules_for(ExpressionId operand) const;
  NetworkValues values_at(double t_past) const;
  void interpolate(double t, const Piece& piece, std::vector<double>& y) const;

  const Network* network_;
  const Kernel* kernel_;
  std::vector<Symbol> steady_rules_;  // initial rules that do not read time
  // What each operand needs of the assigned quantities: others may have delays without end.
  std::unordered_map<std::uint32_t, RuleList> rules_;
  std::vector<Piece> pieces_;
  std::vector<Turn> turns_;
};

}  // namespace sigdyn
