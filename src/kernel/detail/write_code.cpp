#include "kernel/detail/write_code.hpp"

#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kernel/detail/balance_order.hpp"

namespace sigdyn::detail {
namespace {

/// Some seven bytes each. Code is fetched once per call, tables too: the Jacobian of BCR (90 000
/// operations) is two to four times faster written, the right-hand side of fceri_gamma2 (200 000)
/// slower.
constexpr std::size_t max_operations = 100000;

class Writer {
 public:
  Writer(const Program& program, Isa isa, std::size_t lanes)
      : program_(program), code_(isa, lanes), terms_(program.n_states) {
    for (const SimpleRate& rate : program_.simple_rates) simple_rates_[rate.target] = rate;
  }

  LaneFunction write_rhs() {
    write_rates();
    for (const RunHeader& run : program_.reversible_runs) list_run(run, true);
    for (const RunHeader& run : program_.runs) list_run(run, false);
    for (const RunHeader& run : program_.sources) list_source(run);
    for (const GeneralHeader& general : program_.generals) {
      if (!list_general(general)) return {};
    }
    for (const std::uint32_t state : order_of_balances()) write_balance(state);
    return finish();
  }

  LaneFunction write_jacobian() {
    write_rates();
    const std::uint32_t* read = program_.stream.data();
    for (const GatherShape& shape : program_.shapes) {
      for (std::uint32_t i = 0; i < shape.count; ++i) read = write_entry(shape, read);
    }
    for (const DeepProduct& deep : program_.deep_products) {
      Value product = place(deep.slot);
      for (std::uint32_t k = deep.begin; k < deep.end; ++k) {
        product = code_.multiply(product, state(program_.deep_factors[k]));
      }
      const LaneOperand entry = result(deep.position);
      code_.store(entry, code_.add(product, code_.load(entry)));
    }
    return finish();
  }

 private:
  using Value = LaneCode::Value;

  Value state(std::uint32_t index) { return code_.load({0, index}); }
  Value place(std::uint32_t index) { return code_.load({1, index}); }
  static LaneOperand result(std::uint32_t index) { return {2, index}; }

  LaneFunction finish() {
    return code_.n_operations() > max_operations ? LaneFunction{} : code_.finish();
  }

  /// What is computed for a place stays in a register, and goes there only if there is none.
  void put(std::uint32_t index, Value value) {
    code_.keep_at({1, index}, value);
    values_[index] = value;
  }
  Value rate(std::uint32_t index) {
    const auto known = values_.find(index);
    if (known != values_.end()) return known->second;
    const auto simple = simple_rates_.find(index);
    if (simple == simple_rates_.end()) return place(index);
    put(index, code_.multiply(place(simple->second.slot), state(simple->second.state)));
    return values_[index];
  }

  void write_rates() {
    for (std::uint32_t s = 0; s + 1 < program_.sum_start.size(); ++s) {
      const std::uint32_t begin = program_.sum_start[s];
      Value sum = state(program_.sum_states[begin]);
      for (std::uint32_t k = begin + 1; k < program_.sum_start[s + 1]; ++k) {
        sum = code_.add(sum, state(program_.sum_states[k]));
      }
      put(program_.sums_at + s, sum);
    }
    for (const SummedRate& summed : program_.summed_rates) {
      Value sum = code_.zero();
      for (std::uint32_t k = summed.begin; k < summed.end; ++k) {
        const SummedRateTerm& term = program_.summed_rate_terms[k];
        if (term.state == none && term.sum == none) {
          sum = code_.add(sum, place(term.slot));
        } else {
          const Value factor = term.state != none ? state(term.state) : rate(term.sum);
          sum = code_.multiply_add(place(term.slot), factor, sum);
        }
      }
      put(summed.target, sum);
    }
  }

  std::uint32_t pair_state(std::uint32_t k) const {
    return program_.long_pairs.empty() ? program_.short_pairs[k] : program_.long_pairs[k];
  }

  /// A flux forward * from - reverse * to, or a sum of such, computed where a balance first asks
  /// for it, so that it need not wait in memory. `from` may be none (a source), `reverse` too.
  struct Flux {
    std::uint32_t forward, from, reverse, to;
    std::uint32_t begin, end;  ///< of the total: the fluxes it is made of
    const GeneralHeader* general;
  };

  std::uint32_t list(Flux flux) {
    fluxes_.push_back(flux);
    return static_cast<std::uint32_t>(fluxes_.size() - 1);
  }

  void list_run(const RunHeader& run, bool is_reversible) {
    const bool has_hub = run.hub_in != none || run.hub_out != none;
    const auto first = static_cast<std::uint32_t>(fluxes_.size());
    for (std::uint32_t k = run.begin; k < run.end; ++k) {
      const std::uint32_t from = pair_state(2 * k);
      const std::uint32_t to = pair_state(2 * k + 1);
      const std::uint32_t flux =
          list({run.forward, from, is_reversible ? run.reverse : none, to, 0, 0, nullptr});
      terms_[from].minus.push_back(flux);
      terms_[to].plus.push_back(flux);
    }
    if (!has_hub) return;
    const auto last = static_cast<std::uint32_t>(fluxes_.size());
    const std::uint32_t total =
        last - first > 1 ? list({none, none, none, none, first, last, nullptr}) : first;
    if (run.hub_in != none) terms_[run.hub_in].minus.push_back(total);
    if (run.hub_out != none) terms_[run.hub_out].plus.push_back(total);
  }

  void list_source(const RunHeader& run) {
    for (std::uint32_t k = run.begin; k < run.end; ++k) {
      const std::uint32_t to = program_.factors[k];
      const std::uint32_t flux = list({run.forward, none, run.reverse, to, 0, 0, nullptr});
      terms_[to].plus.push_back(flux);
      if (run.hub_out != none) terms_[run.hub_out].plus.push_back(flux);
    }
  }

  /// False if a count is not a small whole number.
  bool list_general(const GeneralHeader& general) {
    const std::uint32_t flux = list({none, none, none, none, 0, 0, &general});
    for (std::uint32_t k = general.change_begin; k < general.change_end; ++k) {
      const ScatterChange& change = program_.changes[k];
      const double size = std::fabs(change.count);
      if (size != std::floor(size) || size > 4.0) return false;
      auto& list = change.count > 0.0 ? terms_[change.state].plus : terms_[change.state].minus;
      list.insert(list.end(), static_cast<std::size_t>(size), flux);
    }
    return true;
  }

  Value flux_value(std::uint32_t index) {
    const std::uint32_t home = program_.fluxes_at + index;
    const auto known = values_.find(home);
    if (known != values_.end()) return known->second;
    put(home, compute(fluxes_[index]));
    return values_[home];
  }

  Value compute(const Flux& flux) {
    if (flux.general != nullptr) return general_flux(*flux.general);
    if (flux.end > flux.begin) {
      Value total = code_.add(code_.zero(), flux_value(flux.begin));
      for (std::uint32_t k = flux.begin + 1; k < flux.end; ++k) {
        total = code_.add(total, flux_value(k));
      }
      return total;
    }
    const Value forward = rate(flux.forward);
    const Value gain = flux.from == none ? forward : code_.multiply(forward, state(flux.from));
    if (flux.reverse == none) return gain;
    return code_.multiply_subtract(rate(flux.reverse), state(flux.to), gain);
  }

  Value general_flux(const GeneralHeader& general) {
    Value sum = code_.zero();
    for (std::uint32_t m = general.product_begin; m < general.product_end; ++m) {
      const ProductHeader& header = program_.products[m];
      Value product = place(header.slot);
      for (std::uint32_t k = header.begin; k < header.end; ++k) {
        product = code_.multiply(product, state(program_.factors[k]));
      }
      sum = code_.add(sum, product);
    }
    return sum;
  }

  std::vector<std::uint32_t> order_of_balances() const {
    std::vector<std::vector<std::uint32_t>> reads;
    for (const Terms& terms : terms_) {
      reads.push_back(terms.plus);
      reads.back().insert(reads.back().end(), terms.minus.begin(), terms.minus.end());
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> parts;
    for (const Flux& flux : fluxes_) parts.emplace_back(flux.begin, flux.end);
    return balance_order(reads, parts);
  }

  void write_balance(std::uint32_t index) {
    const Terms& terms = terms_[index];
    Value sum = terms.plus.empty() ? code_.zero() : flux_value(terms.plus[0]);
    for (std::size_t k = 1; k < terms.plus.size(); ++k) {
      sum = code_.add(sum, flux_value(terms.plus[k]));
    }
    for (const std::uint32_t flux : terms.minus) sum = code_.subtract(sum, flux_value(flux));
    code_.store(result(index), sum);
  }

  const std::uint32_t* write_entry(const GatherShape& shape, const std::uint32_t* read) {
    const std::uint32_t position = *read++;
    std::optional<Value> sum;
    const auto gain = [&](Value value) { sum = sum ? code_.add(*sum, value) : value; };
    for (std::uint32_t k = 0; k < shape.n_slots; ++k) gain(rate(*read++));
    for (std::uint32_t k = 0; k < shape.n_plus; ++k) gain(rate(*read++));
    if (!sum && (shape.n_minus > 0 || shape.n_products == 0)) sum = code_.zero();
    for (std::uint32_t k = 0; k < shape.n_minus; ++k) sum = code_.subtract(*sum, rate(*read++));
    for (std::uint32_t k = 0; k < shape.n_products; ++k, read += 2) {
      const Value slot = rate(read[0]);
      const Value factor = state(read[1]);
      sum = sum ? code_.multiply_add(slot, factor, *sum) : code_.multiply(slot, factor);
    }
    code_.store(result(position), *sum);
    return read;
  }

  struct Terms {
    std::vector<std::uint32_t> plus, minus;  ///< indices of fluxes
  };

  const Program& program_;
  LaneCode code_;
  std::unordered_map<std::uint32_t, SimpleRate> simple_rates_;
  std::unordered_map<std::uint32_t, Value> values_;  ///< computed for a place
  std::vector<Flux> fluxes_;
  std::vector<Terms> terms_;
};

}  // namespace

WrittenCode write_code(const Program& program, Isa isa, std::size_t lanes) {
  if (isa == Isa::sse2 || program.n_states > max_operations) return {};
  return {Writer(program, isa, lanes).write_rhs(), Writer(program, isa, lanes).write_jacobian()};
}

WrittenCode CodeCache::code(const Program& program, Isa isa, std::size_t lanes) {
  const std::lock_guard lock(mutex_);
  const std::pair key(isa, lanes);
  auto known = codes_.find(key);
  if (known == codes_.end()) known = codes_.emplace(key, write_code(program, isa, lanes)).first;
  return known->second;
}

}  // namespace sigdyn::detail
