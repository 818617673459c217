/// What a Kernel keeps of its network.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ragged.hpp"
#include "kernel/detail/lane_functions.hpp"
#include "kernel/detail/program.hpp"
#include "kernel/detail/write_code.hpp"
#include "kernel/kernel.hpp"

namespace sigdyn {

struct Kernel::Tables {
  explicit Tables(const Network& network);

  /// factor * parameter(k) * parameter(volume)^power * prod(species^count), or an expression.
  struct Flux {
    bool is_mass_action = false;
    std::uint32_t expression = 0;
    std::uint32_t rate_constant = 0;
    std::uint32_t volume = detail::none;
    int volume_power = 0;
    double factor = 1.0;
  };

  ExpressionGraph expressions;
  std::vector<Rule> assignment_rules;
  std::vector<Rule> initial_rules;
  std::vector<char> initial_rule_reads_assigned;
  NetworkValues nominal;
  std::vector<Flux> fluxes;
  Ragged<std::pair<std::uint32_t, double>> reactants;  ///< per reaction: species, count
  std::vector<ExpressionId> observables;

  /// Nodes to evaluate, in order, for each expression that a run asks for again and again.
  std::unordered_map<std::uint32_t, std::uint32_t> node_row;  ///< expression -> row of node_lists
  Ragged<std::uint32_t> node_lists;

  std::vector<Symbol> states;
  std::vector<std::uint32_t> state_of_species, state_of_parameter;
  detail::Program program;
  detail::ProgramView program_view;
  mutable detail::CodeCache code;
};

}  // namespace sigdyn
