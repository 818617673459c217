#include "kernel/detail/program.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "base/contract.hpp"
#include "kernel/detail/flux_plan.hpp"
#include "kernel/detail/jacobian_plan.hpp"
#include "kernel/detail/lowering.hpp"
#include "kernel/detail/tape.hpp"

namespace sigdyn::detail {
namespace {

std::size_t n_operands(const ExpressionNode& node) {
  return static_cast<std::size_t>(arity(node.op));
}

std::uint32_t size_of(const auto& items) {
  return static_cast<std::uint32_t>(items.size());
}

class Linker {
 public:
  explicit Linker(Lowering& lowering)
      : lowering_(lowering),
        fluxes_(plan_fluxes(lowering.monomials)),
        jacobian_(plan_jacobian(lowering, fluxes_)) {}

  Program run() {
    program_.n_states = size_of(lowering_.states);
    make_tapes();
    find_slots();
    lay_out_workspace();
    link_rates();
    link_runs(fluxes_.runs);
    link_sources();
    link_general_fluxes();
    link_jacobian();
    link_tapes();
    link_static_code();
    return std::move(program_);
  }

 private:
  void make_tapes() {
    std::vector<ExpressionId> fluxes, slopes;
    for (const Source& source : lowering_.sources) {
      fluxes.push_back(source.flux);
      slopes.push_back(differentiate_by_time(lowering_.graph, source.flux));
      program_.reads_time |= reads_time(lowering_.graph, source.flux);
    }
    zero_ = lowering_.graph.constant(0.0);
    const std::vector<char> is_static = find_static_nodes(lowering_);
    rhs_tape_ = make_tape(lowering_, fluxes, is_static, slots_);
    jacobian_tape_ = make_tape(lowering_, jacobian_.roots, is_static, slots_);
    if (program_.reads_time) time_tape_ = make_tape(lowering_, slopes, is_static, slots_);
  }

  /// Every slot must be known before places become numbers.
  void find_slots() {
    slots_.of(zero_);
    for (const Rate& rate : fluxes_.rates) {
      for (const RateTerm& term : rate) slots_.of(term.coefficient);
    }
    for (const GeneralFlux& flux : fluxes_.others) {
      for (std::size_t m = 0; m < flux.monomials.size(); ++m) {
        slots_.of(signed_coefficient(flux, m));
      }
    }
    for (const JacobianEntry& entry : jacobian_.entries) {
      for (const JacobianProduct& product : entry.products) slots_.of(product.coefficient);
    }
  }

  ExpressionId signed_coefficient(const GeneralFlux& flux, std::size_t m) {
    const ExpressionId coefficient = flux.monomials[m].coefficient;
    return flux.signs[m] < 0.0 ? lowering_.graph.make(Op::negate, coefficient) : coefficient;
  }

  void lay_out_workspace() {
    program_.n_slots = size_of(slots_.expressions());
    program_.sums_at = program_.slots_at + program_.n_slots;
    program_.rates_at = program_.sums_at + size_of(fluxes_.sums);
    program_.copies_at = program_.rates_at + size_of(fluxes_.rates);
    for (const Tape* tape : {&rhs_tape_, &jacobian_tape_, &time_tape_}) find_copies(*tape);
    program_.scratch_at = program_.copies_at + size_of(program_.copied_states);
    program_.fluxes_at =
        program_.scratch_at +
        std::max({rhs_tape_.n_scratch, jacobian_tape_.n_scratch, time_tape_.n_scratch});
    program_.n_workspace = program_.fluxes_at + count_fluxes();
  }

  /// One per flux, and one per run for its total.
  std::uint32_t count_fluxes() const {
    std::uint32_t n = size_of(fluxes_.others);
    for (const auto* runs : {&fluxes_.runs, &fluxes_.sources}) {
      for (const FluxRun& run : *runs) n += size_of(run.pairs) + 1;
    }
    return n;
  }

  void find_copies(const Tape& tape) {
    const auto copy = [this](Place place) {
      if (place.area != Area::state) return;
      const auto index = size_of(program_.copied_states);
      if (copy_of_.try_emplace(place.index, index).second) {
        program_.copied_states.push_back(place.index);
      }
    };
    for (const TapeInstruction& line : tape.code) {
      copy(line.a);
      copy(line.b);
      copy(line.c);
    }
    for (const Place place : tape.results) copy(place);
  }

  std::uint32_t link(Place place) const {
    switch (place.area) {
      case Area::time:
        return 0;
      case Area::slot:
        return program_.slots_at + place.index;
      case Area::sum:
        return program_.sums_at + place.index;
      case Area::rate:
        return program_.rates_at + place.index;
      case Area::state:
        return program_.copies_at + copy_of_.at(place.index);
      case Area::scratch:
        return program_.scratch_at + place.index;
    }
    return 0;
  }

  std::uint32_t slot(ExpressionId id) { return link(slots_.of(id)); }

  static bool is_simple(const Rate& rate) {
    return rate.size() == 1 && rate[0].multiplier && rate[0].multiplier->area == Area::state;
  }

  /// A rate that is one coefficient, or zero, is its slot.
  std::uint32_t place_of_rate(std::uint32_t index) {
    const Rate& rate = fluxes_.rates[index];
    if (rate.empty()) return slot(zero_);
    if (rate.size() == 1 && !rate[0].multiplier) return slot(rate[0].coefficient);
    return program_.rates_at + index;
  }

  void link_rates() {
    program_.sum_start.push_back(0);
    for (const auto& states : fluxes_.sums) {
      program_.sum_states.insert(program_.sum_states.end(), states.begin(), states.end());
      program_.sum_start.push_back(size_of(program_.sum_states));
    }
    for (std::uint32_t i = 0; i < fluxes_.rates.size(); ++i) {
      const Rate& rate = fluxes_.rates[i];
      const std::uint32_t target = program_.rates_at + i;
      if (place_of_rate(i) != target) continue;
      if (is_simple(rate)) {
        program_.simple_rates.push_back(
            {target, slot(rate[0].coefficient), rate[0].multiplier->index});
        continue;
      }
      const std::uint32_t begin = size_of(program_.summed_rate_terms);
      for (const RateTerm& term : rate) {
        SummedRateTerm linked{slot(term.coefficient), none, none};
        if (term.multiplier && term.multiplier->area == Area::sum) {
          linked.sum = link(*term.multiplier);
        } else if (term.multiplier) {
          linked.state = term.multiplier->index;
        }
        program_.summed_rate_terms.push_back(linked);
      }
      program_.summed_rates.push_back({target, begin, size_of(program_.summed_rate_terms)});
    }
  }

  void link_runs(const std::vector<FluxRun>& runs) {
    for (const FluxRun& run : runs) {
      auto& headers = fluxes_.rates[run.reverse].empty() ? program_.runs : program_.reversible_runs;
      headers.push_back(header(run, size_of(program_.long_pairs) / 2));
      for (const PairFlux& pair : run.pairs) {
        program_.long_pairs.push_back(pair.p);
        program_.long_pairs.push_back(pair.q);
      }
    }
    shorten_pairs();
  }

  void shorten_pairs() {
    if (program_.n_states > 0x10000U) return;
    for (const std::uint32_t state : program_.long_pairs) {
      program_.short_pairs.push_back(static_cast<std::uint16_t>(state));
    }
    program_.long_pairs.clear();
    program_.long_pairs.shrink_to_fit();
  }

  RunHeader header(const FluxRun& run, std::uint32_t begin) {
    return {place_of_rate(run.forward), place_of_rate(run.reverse), run.hub_in, run.hub_out, begin,
            begin + size_of(run.pairs)};
  }

  /// The q of sources stand in `factors`.
  void link_sources() {
    for (const FluxRun& run : fluxes_.sources) {
      program_.sources.push_back(header(run, size_of(program_.factors)));
      for (const PairFlux& pair : run.pairs) program_.factors.push_back(pair.q);
    }
  }

  void link_general_fluxes() {
    for (const GeneralFlux& flux : fluxes_.others) {
      GeneralHeader general{};
      general.product_begin = size_of(program_.products);
      for (std::size_t m = 0; m < flux.monomials.size(); ++m) {
        const auto& factors = flux.monomials[m].factors;
        const std::uint32_t begin = size_of(program_.factors);
        program_.factors.insert(program_.factors.end(), factors.begin(), factors.end());
        program_.products.push_back(
            {slot(signed_coefficient(flux, m)), begin, size_of(program_.factors)});
      }
      general.product_end = size_of(program_.products);
      general.change_begin = size_of(program_.changes);
      for (const Change& change : flux.changes) {
        program_.changes.push_back({change.state, change.count});
      }
      general.change_end = size_of(program_.changes);
      program_.generals.push_back(general);
    }
  }

  /// What one entry of the Jacobian reads, ready to be put beside entries of the same shape.
  struct GatherEntry {
    std::array<std::uint32_t, 4> shape{};  ///< slots, plus, minus, products
    std::vector<std::uint32_t> reads;      ///< position first
  };

  GatherEntry gather(std::uint32_t position) {
    const JacobianEntry& entry = jacobian_.entries[position];
    GatherEntry gathered;
    gathered.reads.push_back(position);
    for (const JacobianProduct& product : entry.products) {
      if (!product.factors.empty()) continue;
      gathered.reads.push_back(slot(product.coefficient));
      ++gathered.shape[0];
    }
    for (const double sign : {1.0, -1.0}) {
      for (const JacobianRate& rate : entry.rates) {
        for (double n = rate.count * sign; n > 0.5; n -= 1.0) {
          gathered.reads.push_back(place_of_rate(rate.rate));
          ++gathered.shape[sign > 0.0 ? 1 : 2];
        }
      }
    }
    for (const JacobianProduct& product : entry.products) {
      if (product.factors.size() != 1) continue;
      gathered.reads.push_back(slot(product.coefficient));
      gathered.reads.push_back(product.factors[0]);
      ++gathered.shape[3];
    }
    return gathered;
  }

  void link_jacobian() {
    program_.pattern = jacobian_.pattern;
    std::map<std::array<std::uint32_t, 4>, std::vector<std::vector<std::uint32_t>>> by_shape;
    for (std::uint32_t position = 0; position < jacobian_.entries.size(); ++position) {
      GatherEntry entry = gather(position);
      by_shape[entry.shape].push_back(std::move(entry.reads));
      add_deep_products(position);
    }
    for (const auto& [shape, entries] : by_shape) {
      program_.shapes.push_back(
          {shape[0], shape[1], shape[2], shape[3], size_of(entries), size_of(program_.stream)});
      for (const auto& reads : entries) {
        program_.stream.insert(program_.stream.end(), reads.begin(), reads.end());
      }
    }
  }

  void add_deep_products(std::uint32_t position) {
    for (const JacobianProduct& product : jacobian_.entries[position].products) {
      if (product.factors.size() < 2) continue;
      const std::uint32_t begin = size_of(program_.deep_factors);
      program_.deep_factors.insert(program_.deep_factors.end(), product.factors.begin(),
                                   product.factors.end());
      program_.deep_products.push_back(
          {position, slot(product.coefficient), begin, size_of(program_.deep_factors)});
    }
  }

  void link_tapes() {
    link_code(rhs_tape_, program_.rhs_tape);
    link_code(jacobian_tape_, program_.jacobian_tape);
    link_code(time_tape_, program_.time_tape);
    for (std::size_t s = 0; s < lowering_.sources.size(); ++s) {
      for (const Change& change : lowering_.sources[s].changes) {
        program_.rhs_tape.scatter.push_back(
            {change.state, link(rhs_tape_.results[s]), change.count});
        if (!program_.reads_time) continue;
        program_.time_tape.scatter.push_back(
            {change.state, link(time_tape_.results[s]), change.count});
      }
    }
    for (std::uint32_t position = 0; position < jacobian_.entries.size(); ++position) {
      for (const JacobianRoot& root : jacobian_.entries[position].roots) {
        program_.jacobian_tape.scatter.push_back(
            {position, link(jacobian_tape_.results[root.root]), root.count});
      }
    }
  }

  void link_code(const Tape& tape, LinkedTape& linked) const {
    for (const TapeInstruction& line : tape.code) {
      const std::uint32_t target = program_.scratch_at + line.target;
      const std::uint32_t a = line.op == Op::delay ? line.a.index : link(line.a);
      linked.code.push_back({line.op, target, a, link(line.b), link(line.c)});
    }
  }

  void link_static_code() {
    std::vector<char> is_needed(lowering_.graph.size(), 0);
    for (const ExpressionId id : slots_.expressions()) is_needed[id.index] = 1;
    const std::span<const ExpressionNode> nodes = lowering_.graph.nodes();
    for (std::size_t i = nodes.size(); i-- > 0;) {
      if (!is_needed[i]) continue;
      const std::array operands{nodes[i].a, nodes[i].b, nodes[i].c};
      for (std::size_t k = 0; k < n_operands(nodes[i]); ++k) is_needed[operands[k]] = 1;
    }
    std::vector<std::uint32_t> line_of(nodes.size(), 0);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (!is_needed[i]) continue;
      const ExpressionNode& node = nodes[i];
      line_of[i] = size_of(program_.static_code);
      program_.static_code.push_back(
          {node.op, node.constant, node.symbol, line_of[node.a], line_of[node.b], line_of[node.c]});
    }
    for (const ExpressionId id : slots_.expressions()) {
      program_.slot_source.push_back(line_of[id.index]);
    }
  }

  Lowering& lowering_;
  FluxPlan fluxes_;
  JacobianPlan jacobian_;
  Program program_;
  Slots slots_;
  ExpressionId zero_;
  Tape rhs_tape_, jacobian_tape_, time_tape_;
  std::unordered_map<std::uint32_t, std::uint32_t> copy_of_;
};

}  // namespace

Program make_program(Lowering& lowering) {
  return Linker(lowering).run();
}

}  // namespace sigdyn::detail
