#include "kernel/detail/write_code.hpp"

#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sigdyn::detail {
namespace {

/// Nine bytes each: one and a half times an instruction cache of 32 KiB. Beyond, code is fetched
/// more slowly than tables are read.
constexpr std::size_t max_operations = 5000;

class Writer {
 public:
  Writer(const Program& program, Isa isa, std::size_t lanes)
      : program_(program), code_(isa, lanes), terms_(program.n_states) {
    for (const SimpleRate& rate : program_.simple_rates) simple_rates_[rate.target] = rate;
  }

  LaneFunction write_rhs() {
    write_rates();
    next_flux_ = program_.fluxes_at;
    for (const RunHeader& run : program_.reversible_runs) write_run(run, true);
    for (const RunHeader& run : program_.runs) write_run(run, false);
    for (const RunHeader& run : program_.sources) write_source(run);
    for (const GeneralHeader& general : program_.generals) {
      if (!write_general(general)) return {};
    }
    for (std::uint32_t state = 0; state < program_.n_states; ++state) write_balance(state);
    return finish();
  }

  LaneFunction write_jacobian() {
    write_rates();
    const std::uint32_t* read = program_.stream.data();
    for (const GatherShape& shape : program_.shapes) {
      for (std::uint32_t i = 0; i < shape.count; ++i) read = write_entry(shape, read);
    }
    for (const DeepProduct& deep : program_.deep_products) {
      code_.load(1, place(deep.slot));
      for (std::uint32_t k = deep.begin; k < deep.end; ++k) {
        code_.multiply(1, 1, state(program_.deep_factors[k]));
      }
      code_.add(1, result(deep.position));
      code_.store(result(deep.position), 1);
    }
    return finish();
  }

 private:
  static LaneOperand state(std::uint32_t index) { return {0, index}; }
  static LaneOperand place(std::uint32_t index) { return {1, index}; }
  static LaneOperand result(std::uint32_t index) { return {2, index}; }

  LaneFunction finish() {
    return code_.n_operations() > max_operations ? LaneFunction{} : code_.finish();
  }

  void write_rates() {
    for (std::uint32_t s = 0; s + 1 < program_.sum_start.size(); ++s) {
      const std::uint32_t begin = program_.sum_start[s];
      code_.load(0, state(program_.sum_states[begin]));
      for (std::uint32_t k = begin + 1; k < program_.sum_start[s + 1]; ++k) {
        code_.add(0, state(program_.sum_states[k]));
      }
      code_.store(place(program_.sums_at + s), 0);
    }
    for (const SummedRate& rate : program_.summed_rates) {
      code_.zero(0);
      for (std::uint32_t k = rate.begin; k < rate.end; ++k) {
        const SummedRateTerm& term = program_.summed_rate_terms[k];
        if (term.state == none && term.sum == none) {
          code_.add(0, place(term.slot));
          continue;
        }
        code_.load(1, place(term.slot));
        code_.multiply_add(0, 1, term.state != none ? state(term.state) : place(term.sum));
      }
      code_.store(place(rate.target), 0);
    }
  }

  void load_rate(int target, std::uint32_t rate) {
    const auto simple = simple_rates_.find(rate);
    if (simple == simple_rates_.end()) {
      code_.load(target, place(rate));
    } else {
      code_.load(target, place(simple->second.slot));
      code_.multiply(target, target, state(simple->second.state));
    }
  }

  std::uint32_t store_flux(int source) {
    code_.store(place(next_flux_), source);
    return next_flux_++;
  }

  std::uint32_t pair_state(std::uint32_t k) const {
    return program_.long_pairs.empty() ? program_.short_pairs[k] : program_.long_pairs[k];
  }

  void write_run(const RunHeader& run, bool is_reversible) {
    const bool has_hub = run.hub_in != none || run.hub_out != none;
    const bool has_total = has_hub && run.end - run.begin > 1;
    load_rate(0, run.forward);
    if (is_reversible) load_rate(1, run.reverse);
    if (has_total) code_.zero(2);
    std::uint32_t flux = none;
    for (std::uint32_t k = run.begin; k < run.end; ++k) {
      const std::uint32_t from = pair_state(2 * k);
      const std::uint32_t to = pair_state(2 * k + 1);
      code_.multiply(3, 0, state(from));
      if (is_reversible) code_.multiply_subtract(3, 1, state(to));
      if (has_total) code_.add(2, 3);
      flux = store_flux(3);
      terms_[from].minus.push_back(flux);
      terms_[to].plus.push_back(flux);
    }
    if (has_total) flux = store_flux(2);
    if (run.hub_in != none) terms_[run.hub_in].minus.push_back(flux);
    if (run.hub_out != none) terms_[run.hub_out].plus.push_back(flux);
  }

  void write_source(const RunHeader& run) {
    load_rate(1, run.reverse);
    for (std::uint32_t k = run.begin; k < run.end; ++k) {
      const std::uint32_t to = program_.factors[k];
      load_rate(3, run.forward);
      code_.multiply_subtract(3, 1, state(to));
      const std::uint32_t flux = store_flux(3);
      terms_[to].plus.push_back(flux);
      if (run.hub_out != none) terms_[run.hub_out].plus.push_back(flux);
    }
  }

  /// False if a count is not a small whole number.
  bool write_general(const GeneralHeader& general) {
    code_.zero(3);
    for (std::uint32_t m = general.product_begin; m < general.product_end; ++m) {
      const ProductHeader& product = program_.products[m];
      code_.load(4, place(product.slot));
      for (std::uint32_t k = product.begin; k < product.end; ++k) {
        code_.multiply(4, 4, state(program_.factors[k]));
      }
      code_.add(3, 4);
    }
    const std::uint32_t flux = store_flux(3);
    for (std::uint32_t k = general.change_begin; k < general.change_end; ++k) {
      const ScatterChange& change = program_.changes[k];
      const double size = std::fabs(change.count);
      if (size != std::floor(size) || size > 4.0) return false;
      auto& list = change.count > 0.0 ? terms_[change.state].plus : terms_[change.state].minus;
      list.insert(list.end(), static_cast<std::size_t>(size), flux);
    }
    return true;
  }

  void write_balance(std::uint32_t index) {
    const Terms& terms = terms_[index];
    if (terms.plus.empty()) {
      code_.zero(0);
    } else {
      code_.load(0, place(terms.plus[0]));
    }
    for (std::size_t k = 1; k < terms.plus.size(); ++k) code_.add(0, place(terms.plus[k]));
    for (const std::uint32_t flux : terms.minus) code_.subtract(0, place(flux));
    code_.store(result(index), 0);
  }

  const std::uint32_t* write_entry(const GatherShape& shape, const std::uint32_t* read) {
    const std::uint32_t position = *read++;
    bool is_empty = true;
    for (std::uint32_t k = 0; k < shape.n_slots + shape.n_plus; ++k) {
      if (is_empty) {
        code_.load(0, place(*read++));
      } else {
        code_.add(0, place(*read++));
      }
      is_empty = false;
    }
    if (is_empty && (shape.n_minus > 0 || shape.n_products == 0)) {
      code_.zero(0);
      is_empty = false;
    }
    for (std::uint32_t k = 0; k < shape.n_minus; ++k) code_.subtract(0, place(*read++));
    for (std::uint32_t k = 0; k < shape.n_products; ++k, read += 2) {
      code_.load(1, place(read[0]));
      if (is_empty) {
        code_.multiply(0, 1, state(read[1]));
      } else {
        code_.multiply_add(0, 1, state(read[1]));
      }
      is_empty = false;
    }
    code_.store(result(position), 0);
    return read;
  }

  struct Terms {
    std::vector<std::uint32_t> plus, minus;  ///< places of fluxes
  };

  const Program& program_;
  LaneCode code_;
  std::unordered_map<std::uint32_t, SimpleRate> simple_rates_;
  std::vector<Terms> terms_;
  std::uint32_t next_flux_ = 0;
};

}  // namespace

WrittenCode write_code(const Program& program, Isa isa, std::size_t lanes) {
  if (isa == Isa::sse2 || program.n_states > max_operations) return {};
  return {Writer(program, isa, lanes).write_rhs(), Writer(program, isa, lanes).write_jacobian()};
}

}  // namespace sigdyn::detail
