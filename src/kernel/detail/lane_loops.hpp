/// The loops behind LaneFunctions, for the instruction set of the including file.
#pragma once

#include "base/pack.hpp"
#include "kernel/detail/lane_functions.hpp"

namespace sigdyn::SIGDYN_ISA {

using namespace sigdyn::detail;  // the tables

template <std::size_t W>
struct Lanes {
  using P = Pack<W>;

  static SIGDYN_INLINE P at(const double* base, std::size_t index) {
    return P::load(base + index * W);
  }
  static SIGDYN_INLINE void put(double* base, std::size_t index, const P& value) {
    value.store(base + index * W);
  }

  static void clear(double* values, std::size_t n) {
    const P zero = P::all(0.0);
    for (std::size_t i = 0; i < n; ++i) put(values, i, zero);
  }

  /// Sums, and the rates made of several terms: what right-hand side and Jacobian share.
  static void sum_rates(const ProgramView& p, const double* y, double* workspace) {
    for (std::uint32_t s = 0; s + 1 < p.sum_start.size; ++s) {
      P sum = at(y, p.sum_states.items[p.sum_start.items[s]]);
      for (std::uint32_t k = p.sum_start.items[s] + 1; k < p.sum_start.items[s + 1]; ++k) {
        sum = sum + at(y, p.sum_states.items[k]);
      }
      put(workspace, p.sums_at + s, sum);
    }
    for (const SummedRate& rate : p.summed_rates) {
      P sum = P::all(0.0);
      for (std::uint32_t k = rate.begin; k < rate.end; ++k) {
        const SummedRateTerm& term = p.summed_rate_terms.items[k];
        const P slot = at(workspace, term.slot);
        if (term.state != none) {
          sum = multiply_add(slot, at(y, term.state), sum);
        } else if (term.sum != none) {
          sum = multiply_add(slot, at(workspace, term.sum), sum);
        } else {
          sum = sum + slot;
        }
      }
      put(workspace, rate.target, sum);
    }
  }

  template <bool is_reversible, class Index>
  static void add_pairs(const Table<RunHeader>& runs, const Index* pairs, const double* y,
                        const double* workspace, double* dydt) {
    for (const RunHeader& run : runs) {
      const P forward = at(workspace, run.forward);
      const P reverse = at(workspace, run.reverse);
      P total = P::all(0.0);
      for (std::uint32_t k = run.begin; k < run.end; ++k) {
        const std::size_t from = pairs[2 * std::size_t{k}];
        const std::size_t to = pairs[2 * std::size_t{k} + 1];
        P flux = forward * at(y, from);
        if constexpr (is_reversible) flux = multiply_subtract(reverse, at(y, to), flux);
        put(dydt, from, at(dydt, from) - flux);
        put(dydt, to, at(dydt, to) + flux);
        total = total + flux;
      }
      if (run.hub_in != none) put(dydt, run.hub_in, at(dydt, run.hub_in) - total);
      if (run.hub_out != none) put(dydt, run.hub_out, at(dydt, run.hub_out) + total);
    }
  }

  static void add_sources(const ProgramView& p, const double* y, const double* workspace,
                          double* dydt) {
    for (const RunHeader& run : p.sources) {
      const P forward = at(workspace, run.forward);
      const P reverse = at(workspace, run.reverse);
      P total = P::all(0.0);
      for (std::uint32_t k = run.begin; k < run.end; ++k) {
        const std::size_t to = p.factors.items[k];
        const P flux = multiply_subtract(reverse, at(y, to), forward);
        put(dydt, to, at(dydt, to) + flux);
        total = total + flux;
      }
      if (run.hub_out != none) put(dydt, run.hub_out, at(dydt, run.hub_out) + total);
    }
  }

  static void add_generals(const ProgramView& p, const double* y, const double* workspace,
                           double* dydt) {
    for (const GeneralHeader& general : p.generals) {
      P flux = P::all(0.0);
      for (std::uint32_t m = general.product_begin; m < general.product_end; ++m) {
        const ProductHeader& header = p.products.items[m];
        P product = at(workspace, header.slot);
        for (std::uint32_t k = header.begin; k < header.end; ++k) {
          product = product * at(y, p.factors.items[k]);
        }
        flux = flux + product;
      }
      for (std::uint32_t k = general.change_begin; k < general.change_end; ++k) {
        const ScatterChange& change = p.changes.items[k];
        put(dydt, change.state, multiply_add(P::all(change.count), flux, at(dydt, change.state)));
      }
    }
  }

  /// One operation in each lane by itself, through the library's functions: the same bits for all
  /// W.
  static void apply_by_lane(const CodeLine& line, double* workspace) {
    const double* a = workspace + line.a * W;
    const double* b = workspace + line.b * W;
    const double* c = workspace + line.c * W;
    double* target = workspace + line.target * W;
    for (std::size_t lane = 0; lane < W; ++lane) {
      target[lane] = apply(line.op, a[lane], b[lane], c[lane]);
    }
  }

  static void apply_delay(const CodeLine& line, const LanePast& past, double* workspace) {
    for (std::size_t lane = 0; lane < W; ++lane) {
      const double t_past = workspace[lane] - workspace[line.b * W + lane];
      workspace[line.target * W + lane] = past.value(past.context, lane, line.a, t_past);
    }
  }

  static void run_code(const TapeView& tape, const LanePast& past, double* workspace) {
    for (const CodeLine& line : tape.code) {
      switch (line.op) {
        case Op::add:
          put(workspace, line.target, at(workspace, line.a) + at(workspace, line.b));
          break;
        case Op::subtract:
          put(workspace, line.target, at(workspace, line.a) - at(workspace, line.b));
          break;
        case Op::multiply:
          put(workspace, line.target, at(workspace, line.a) * at(workspace, line.b));
          break;
        case Op::divide:
          put(workspace, line.target, at(workspace, line.a) / at(workspace, line.b));
          break;
        case Op::negate:
          put(workspace, line.target, -at(workspace, line.a));
          break;
        case Op::delay:
          apply_delay(line, past, workspace);
          break;
        default:
          apply_by_lane(line, workspace);
      }
    }
  }

  static void load_tape_inputs(const ProgramView& p, const double* t, const double* y,
                               double* workspace) {
    put(workspace, 0, P::load(t));
    for (std::uint32_t k = 0; k < p.copied_states.size; ++k) {
      put(workspace, p.copies_at + k, at(y, p.copied_states.items[k]));
    }
  }

  static void run_tape(const ProgramView& p, const TapeView& tape, const LanePast& past,
                       const double* t, const double* y, double* workspace, double* target) {
    if (tape.scatter.size == 0) return;
    load_tape_inputs(p, t, y, workspace);
    run_code(tape, past, workspace);
    for (const PlaceScatter& change : tape.scatter) {
      put(target, change.position,
          multiply_add(P::all(change.count), at(workspace, change.place),
                       at(target, change.position)));
    }
  }

  static void rhs(const ProgramView& p, const LanePast& past, const double* t, const double* y,
                  double* workspace, double* dydt) {
    clear(dydt, p.n_states);
    sum_rates(p, y, workspace);
    for (const SimpleRate& rate : p.simple_rates) {
      put(workspace, rate.target, at(workspace, rate.slot) * at(y, rate.state));
    }
    if (p.long_pairs.size == 0) {
      add_pairs<true>(p.reversible_runs, p.short_pairs.items, y, workspace, dydt);
      add_pairs<false>(p.runs, p.short_pairs.items, y, workspace, dydt);
    } else {
      add_pairs<true>(p.reversible_runs, p.long_pairs.items, y, workspace, dydt);
      add_pairs<false>(p.runs, p.long_pairs.items, y, workspace, dydt);
    }
    add_sources(p, y, workspace, dydt);
    add_generals(p, y, workspace, dydt);
    run_tape(p, p.rhs_tape, past, t, y, workspace, dydt);
  }

  /// Entries of one shape. With the counts known to the compiler the loops vanish.
  static SIGDYN_INLINE void gather(const std::uint32_t* read, std::uint32_t count,
                                   std::uint32_t n_slots, std::uint32_t n_plus,
                                   std::uint32_t n_minus, std::uint32_t n_products, const double* y,
                                   const double* workspace, double* values) {
    for (std::uint32_t entry = 0; entry < count; ++entry) {
      const std::uint32_t position = *read++;
      P sum = P::all(0.0);
      for (std::uint32_t k = 0; k < n_slots; ++k) sum = sum + at(workspace, *read++);
      for (std::uint32_t k = 0; k < n_plus; ++k) sum = sum + at(workspace, *read++);
      for (std::uint32_t k = 0; k < n_minus; ++k) sum = sum - at(workspace, *read++);
      for (std::uint32_t k = 0; k < n_products; ++k, read += 2) {
        sum = multiply_add(at(workspace, read[0]), at(y, read[1]), sum);
      }
      put(values, position, sum);
    }
  }

  static void gather(const GatherShape& s, const std::uint32_t* stream, const double* y,
                     const double* workspace, double* values) {
    const std::uint32_t* read = stream + s.begin;
    const bool has_rates = s.n_plus + s.n_minus > 0;
    if (!has_rates && s.n_slots == 0 && s.n_products == 1) {
      gather(read, s.count, 0, 0, 0, 1, y, workspace, values);
    } else if (!has_rates && s.n_slots == 1 && s.n_products == 0) {
      gather(read, s.count, 1, 0, 0, 0, y, workspace, values);
    } else if (!has_rates && s.n_slots == 1 && s.n_products == 1) {
      gather(read, s.count, 1, 0, 0, 1, y, workspace, values);
    } else {
      gather(read, s.count, s.n_slots, s.n_plus, s.n_minus, s.n_products, y, workspace, values);
    }
  }

  static void jacobian(const ProgramView& p, const LanePast& past, const double* t, const double* y,
                       double* workspace, double* values) {
    sum_rates(p, y, workspace);
    for (const GatherShape& shape : p.shapes) {
      gather(shape, p.stream.items, y, workspace, values);
    }
    for (const DeepProduct& deep : p.deep_products) {
      P product = at(workspace, deep.slot);
      for (std::uint32_t k = deep.begin; k < deep.end; ++k) {
        product = product * at(y, p.deep_factors.items[k]);
      }
      put(values, deep.position, at(values, deep.position) + product);
    }
    run_tape(p, p.jacobian_tape, past, t, y, workspace, values);
  }

  static void add_rhs_tape(const ProgramView& p, const LanePast& past, const double* t,
                           const double* y, double* workspace, double* dydt) {
    run_tape(p, p.rhs_tape, past, t, y, workspace, dydt);
  }

  static void add_jacobian_tape(const ProgramView& p, const LanePast& past, const double* t,
                                const double* y, double* workspace, double* values) {
    run_tape(p, p.jacobian_tape, past, t, y, workspace, values);
  }

  static void time_derivative(const ProgramView& p, const LanePast& past, const double* t,
                              const double* y, double* workspace, double* dfdt) {
    clear(dfdt, p.n_states);
    run_tape(p, p.time_tape, past, t, y, workspace, dfdt);
  }

  static LaneFunctions functions() {
    return {rhs, jacobian, add_rhs_tape, add_jacobian_tape, time_derivative};
  }
};

inline LaneFunctions functions_for(std::size_t lanes) {
  if (lanes == 8) return Lanes<8>::functions();
  if (lanes == 4) return Lanes<4>::functions();
  return Lanes<1>::functions();
}

}  // namespace sigdyn::SIGDYN_ISA
