#include "ode/detail/elimination_order.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "base/isa.hpp"

namespace sigdyn::detail {
namespace {

using Word = std::uint64_t;

/// States whose fill is compared at each step: enough for the least fill in small networks, and in
/// large ones within 2 % of what comparing all would give.
constexpr std::size_t max_compared = 64;

/// From this size on, a rest that is nearly full is taken as full: SymbolicLu would fill it anyway.
constexpr std::size_t min_nearly_full = 128;

/// A square bit matrix, row by row.
class BitMatrix {
 public:
  explicit BitMatrix(std::size_t n) : n_words_((n + 63) / 64), words_(n * n_words_) {}

  std::span<Word> operator[](std::size_t i) { return {words_.data() + i * n_words_, n_words_}; }
  void set(std::size_t i, std::size_t j) { (*this)[i][j / 64] |= Word{1} << (j % 64); }
  void clear(std::size_t i, std::size_t j) { (*this)[i][j / 64] &= ~(Word{1} << (j % 64)); }

 private:
  std::size_t n_words_;
  std::vector<Word> words_;
};

template <class Visit>
void for_each_bit(std::span<const Word> bits, const Visit& visit) {
  for (std::size_t w = 0; w < bits.size(); ++w) {
    for (Word rest = bits[w]; rest != 0; rest &= rest - 1) {
      visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
    }
  }
}

std::size_t count(std::span<const Word> bits) {
  std::size_t n = 0;
  for (const Word word : bits) n += static_cast<std::size_t>(std::popcount(word));
  return n;
}

std::size_t count_missing_plain(std::span<const Word> wanted, std::span<const Word> present) {
  std::size_t n = 0;
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    n += static_cast<std::size_t>(std::popcount(wanted[w] & ~present[w]));
  }
  return n;
}

/// The same with the processor's own instruction, ten times faster: nearly all of the time goes
/// here.
__attribute__((target("popcnt"))) std::size_t count_missing_popcnt(std::span<const Word> wanted,
                                                                   std::span<const Word> present) {
  const Word* a = wanted.data();
  const Word* b = present.data();
  long long n = 0;
  for (std::size_t w = 0; w < wanted.size(); ++w) n += __builtin_popcountll(a[w] & ~b[w]);
  return static_cast<std::size_t>(n);
}

using CountMissing = std::size_t (*)(std::span<const Word>, std::span<const Word>);

void merge(std::span<Word> target, std::span<const Word> source) {
  for (std::size_t w = 0; w < target.size(); ++w) target[w] |= source[w];
}

/// What is left of the matrix, by rows and by columns. Members are numbered 0 .. size - 1 in the
/// order of their states; those eliminated leave gaps.
class ActiveMatrix {
 public:
  explicit ActiveMatrix(std::vector<std::uint32_t> states)
      : state_of_(std::move(states)),
        rows_(state_of_.size()),
        columns_(state_of_.size()),
        row_count_(state_of_.size(), 0),
        column_count_(state_of_.size(), 0),
        is_active_(state_of_.size(), 1),
        n_active_(state_of_.size()),
        count_missing_(current_isa() == Isa::sse2 ? count_missing_plain : count_missing_popcnt) {}

  /// Each entry once.
  void add(std::size_t i, std::size_t j) {
    rows_.set(i, j);
    columns_.set(j, i);
    ++row_count_[i];
    ++column_count_[j];
    ++n_entries_;
  }

  std::size_t n_active() const { return n_active_; }
  bool is_active(std::size_t k) const { return is_active_[k] != 0; }
  std::size_t size() const { return state_of_.size(); }
  std::uint32_t state(std::size_t k) const { return state_of_[k]; }
  std::uint64_t cost(std::size_t k) const { return (row_count_[k] - 1) * (column_count_[k] - 1); }

  /// From here on the order makes no difference.
  bool is_full() const {
    const std::uint64_t all = std::uint64_t{n_active_} * n_active_;
    return n_active_ >= min_nearly_full ? 10 * n_entries_ >= 9 * all : n_entries_ == all;
  }

  /// Least fill among the states of least Markowitz cost; then least cost, then the first.
  std::size_t best_pivot() {
    candidates_.clear();
    for (std::size_t k = 0; k < size(); ++k) {
      if (is_active(k)) candidates_.emplace_back(cost(k), k);
    }
    const auto compared = candidates_.begin() +
                          static_cast<std::ptrdiff_t>(std::min(candidates_.size(), max_compared));
    std::partial_sort(candidates_.begin(), compared, candidates_.end());
    std::size_t best = candidates_.front().second;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (auto candidate = candidates_.begin(); candidate != compared && least > 0; ++candidate) {
      const std::size_t n = fill(candidate->second, least);
      if (n >= least) continue;
      least = n;
      best = candidate->second;
    }
    return best;
  }

  /// Removes member k; its row and column are joined into those they meet.
  void eliminate(std::size_t k) {
    is_active_[k] = 0;
    --n_active_;
    for_each_bit(columns_[k], [&](std::size_t i) { rows_.clear(i, k); });
    for_each_bit(rows_[k], [&](std::size_t j) { columns_.clear(j, k); });
    columns_.clear(k, k);
    rows_.clear(k, k);
    n_entries_ -= row_count_[k] + column_count_[k] - 1;
    for_each_bit(columns_[k], [&](std::size_t i) {
      merge(rows_[i], rows_[k]);
      n_entries_ -= row_count_[i] - 1;
      row_count_[i] = count(rows_[i]);
      n_entries_ += row_count_[i];
    });
    for_each_bit(rows_[k], [&](std::size_t j) {
      merge(columns_[j], columns_[k]);
      column_count_[j] = count(columns_[j]);
    });
  }

  /// The same without the gaps.
  ActiveMatrix compacted() {
    std::vector<std::uint32_t> states;
    std::vector<std::size_t> number(size());
    for (std::size_t k = 0; k < size(); ++k) {
      number[k] = states.size();
      if (is_active(k)) states.push_back(state_of_[k]);
    }
    ActiveMatrix rest(std::move(states));
    for (std::size_t i = 0; i < size(); ++i) {
      if (!is_active(i)) continue;
      for_each_bit(rows_[i], [&](std::size_t j) { rest.add(number[i], number[j]); });
    }
    return rest;
  }

  std::span<const Word> row(std::size_t k) { return rows_[k]; }
  std::span<const Word> column(std::size_t k) { return columns_[k]; }

 private:
  /// New entries that eliminating k makes; counts no further than to reach `enough`.
  std::size_t fill(std::size_t k, std::size_t enough) {
    std::size_t n = 0;
    for_each_bit(columns_[k], [&](std::size_t i) {
      if (n < enough) n += count_missing_(rows_[k], rows_[i]);
    });
    return n;
  }

  std::vector<std::uint32_t> state_of_;  // ascending
  BitMatrix rows_;
  BitMatrix columns_;
  std::vector<std::uint64_t> row_count_;
  std::vector<std::uint64_t> column_count_;
  std::vector<char> is_active_;
  std::size_t n_active_;
  std::uint64_t n_entries_ = 0;
  CountMissing count_missing_;
  std::vector<std::pair<std::uint64_t, std::size_t>> candidates_;  // cost, member
};

ActiveMatrix whole_matrix(const SparsityPattern& pattern) {
  std::vector<std::uint32_t> states(pattern.size());
  std::iota(states.begin(), states.end(), 0U);
  ActiveMatrix active(std::move(states));
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    for (std::uint32_t e = pattern.row_start[i]; e < pattern.row_start[i + 1]; ++e) {
      active.add(i, pattern.column[e]);
    }
  }
  return active;
}

/// Multiply-adds of factoring a full matrix of n rows.
std::uint64_t work_of_full(std::uint64_t n) {
  return n == 0 ? 0 : (n - 1) * n * (2 * n - 1) / 6;
}

class Eliminator {
 public:
  explicit Eliminator(const SparsityPattern& pattern)
      : active_(whole_matrix(pattern)), lower_(pattern.size()) {}

  bool run(std::uint64_t max_multiply_adds) {
    while (active_.n_active() > 0) {
      if (active_.is_full()) return finish_full(max_multiply_adds);
      const std::size_t k = active_.best_pivot();
      n_multiply_adds_ += active_.cost(k);
      if (n_multiply_adds_ > max_multiply_adds) return false;
      record(k);
      active_.eliminate(k);
      if (active_.size() > 64 && active_.n_active() <= active_.size() / 4 * 3) {
        active_ = active_.compacted();
      }
    }
    return true;
  }

  Elimination result;

 private:
  void record(std::size_t k) {
    const std::uint32_t state = active_.state(k);
    result.order.push_back(state);
    std::vector<std::uint32_t> row = std::move(lower_[state]);
    for_each_bit(active_.row(k), [&](std::size_t j) { row.push_back(active_.state(j)); });
    for_each_bit(active_.column(k), [&](std::size_t i) {
      if (i != k) lower_[active_.state(i)].push_back(state);
    });
    result.row.push_back(std::move(row));
  }

  bool finish_full(std::uint64_t max_multiply_adds) {
    if (n_multiply_adds_ + work_of_full(active_.n_active()) > max_multiply_adds) return false;
    std::vector<std::uint32_t> rest;
    for (std::size_t k = 0; k < active_.size(); ++k) {
      if (active_.is_active(k)) rest.push_back(active_.state(k));
    }
    for (const std::uint32_t state : rest) {
      std::vector<std::uint32_t> row = std::move(lower_[state]);
      row.insert(row.end(), rest.begin(), rest.end());
      result.order.push_back(state);
      result.row.push_back(std::move(row));
    }
    return true;
  }

  ActiveMatrix active_;
  std::vector<std::vector<std::uint32_t>> lower_;  // by state: states of L in its row
  std::uint64_t n_multiply_adds_ = 0;
};

}  // namespace

std::optional<Elimination> eliminate(const SparsityPattern& pattern,
                                     std::uint64_t max_multiply_adds) {
  Eliminator eliminator(pattern);
  if (!eliminator.run(max_multiply_adds)) return std::nullopt;
  return std::move(eliminator.result);
}

}  // namespace sigdyn::detail
