/// The tables a kernel runs on, as flat arrays of indices.
///
/// A workspace holds, W lanes each: time, slots, sums, rates, copies of the states that tapes read,
/// scratch, fluxes. Members named *_at and all operands called places are indices into it; states
/// are indices into y.
#pragma once

#include <cstdint>
#include <vector>

#include "network/expression.hpp"
#include "ode/sparsity_pattern.hpp"

namespace sigdyn::detail {

inline constexpr std::uint32_t none = 0xffffffffU;

/// target = slot * y[state]
struct SimpleRate {
  std::uint32_t target, slot, state;
};

/// target = sum of slot * multiplier over terms [begin, end).
struct SummedRate {
  std::uint32_t target, begin, end;
};
/// A place or `none` for the sum, a state or `none`: at most one of them.
struct SummedRateTerm {
  std::uint32_t slot, sum, state;
};

/// Pairs [begin, end) of v = forward * y_p - reverse * y_q. Sources have no p.
struct RunHeader {
  std::uint32_t forward, reverse, hub_in, hub_out, begin, end;
};

/// flux = sum of slot * prod of states; then dydt[state] += count * flux.
struct ProductHeader {
  std::uint32_t slot, begin, end;  ///< factors
};
struct GeneralHeader {
  std::uint32_t product_begin, product_end, change_begin, change_end;
};
struct ScatterChange {
  std::uint32_t state = 0;
  double count = 0.0;
};

/// `count` entries of the Jacobian that are sums of equally many slots, rates added, rates
/// subtracted and products slot * y. Each takes position, slots, rates, (slot, state) from
/// `stream`.
struct GatherShape {
  std::uint32_t n_slots, n_plus, n_minus, n_products, count, begin;
};

/// values[position] += slot * prod of states.
struct DeepProduct {
  std::uint32_t position, slot, begin, end;
};

/// target[position] += count * place.
struct PlaceScatter {
  std::uint32_t position = 0, place = 0;
  double count = 0.0;
};

struct CodeLine {
  Op op = Op::constant;
  std::uint32_t target = 0, a = 0, b = 0, c = 0;
};

/// A tape over workspace places, and where its results go.
struct LinkedTape {
  std::vector<CodeLine> code;
  std::vector<PlaceScatter> scatter;
};

/// slot values of one lane, in order: value[i] = op(value[a], value[b], value[c]).
struct StaticLine {
  Op op = Op::constant;
  double constant = 0.0;
  Symbol symbol;
  std::uint32_t a = 0, b = 0, c = 0;
};

struct Program {
  std::uint32_t n_states = 0;
  std::uint32_t slots_at = 1, sums_at = 0, rates_at = 0, copies_at = 0, scratch_at = 0;
  std::uint32_t fluxes_at = 0;
  std::uint32_t n_workspace = 0;
  std::uint32_t n_slots = 0;
  bool reads_time = false;

  std::vector<StaticLine> static_code;
  std::vector<std::uint32_t> slot_source;  ///< [n_slots] index into static_code

  std::vector<std::uint32_t> sum_start, sum_states;
  std::vector<SimpleRate> simple_rates;
  std::vector<SummedRate> summed_rates;
  std::vector<SummedRateTerm> summed_rate_terms;

  std::vector<RunHeader> runs, reversible_runs, sources;
  std::vector<std::uint16_t> short_pairs;  ///< p, q, p, q, ...; empty if states exceed 65535
  std::vector<std::uint32_t> long_pairs;

  std::vector<GeneralHeader> generals;
  std::vector<ProductHeader> products;
  std::vector<std::uint32_t> factors;
  std::vector<ScatterChange> changes;

  SparsityPattern pattern;
  std::vector<GatherShape> shapes;
  std::vector<std::uint32_t> stream;
  std::vector<DeepProduct> deep_products;
  std::vector<std::uint32_t> deep_factors;

  std::vector<std::uint32_t> copied_states;
  LinkedTape rhs_tape, jacobian_tape, time_tape;
};

/// Compiles a network; fills in the roles of its symbols.
struct Lowering;
Program make_program(Lowering& lowering);

}  // namespace sigdyn::detail
