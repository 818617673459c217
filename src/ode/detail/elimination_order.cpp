#include "ode/detail/elimination_order.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

namespace sigdyn::detail {
namespace {

using Word = std::uint64_t;

/// States whose fill is compared at each step: enough for the least fill in small networks, and in
/// large ones within 2 % of what comparing all would give.
constexpr std::size_t max_compared = 64;

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

std::size_t count_missing(std::span<const Word> wanted, std::span<const Word> present) {
  std::size_t n = 0;
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    n += static_cast<std::size_t>(std::popcount(wanted[w] & ~present[w]));
  }
  return n;
}

void merge(std::span<Word> target, std::span<const Word> source) {
  for (std::size_t w = 0; w < target.size(); ++w) target[w] |= source[w];
}

/// What is left of the matrix, by rows and by columns, without the eliminated states.
class ActiveMatrix {
 public:
  explicit ActiveMatrix(const SparsityPattern& pattern)
      : rows_(pattern.size()),
        columns_(pattern.size()),
        row_count_(pattern.size()),
        column_count_(pattern.size()),
        is_active_(pattern.size(), 1) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      for (std::uint32_t e = pattern.row_start[i]; e < pattern.row_start[i + 1]; ++e) {
        rows_.set(i, pattern.column[e]);
        columns_.set(pattern.column[e], i);
      }
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) recount(i);
  }

  /// Least fill among the states of least Markowitz cost; then least cost, then the first.
  std::size_t best_pivot() {
    candidates_.clear();
    for (std::size_t k = 0; k < is_active_.size(); ++k) {
      if (is_active_[k] != 0) candidates_.emplace_back(cost(k), k);
    }
    const std::size_t n_compared = std::min(candidates_.size(), max_compared);
    std::nth_element(candidates_.begin(),
                     candidates_.begin() + static_cast<std::ptrdiff_t>(n_compared - 1),
                     candidates_.end());
    std::tuple<std::size_t, std::uint64_t, std::size_t> best{
        std::numeric_limits<std::size_t>::max(), 0, 0};
    for (std::size_t c = 0; c < n_compared; ++c) {
      const auto [markowitz_cost, k] = candidates_[c];
      best = std::min(best, {fill(k, std::get<0>(best)), markowitz_cost, k});
    }
    return std::get<2>(best);
  }

  /// Removes state k; its row and column are joined into those they meet.
  void eliminate(std::size_t k) {
    is_active_[k] = 0;
    for_each_bit(columns_[k], [&](std::size_t i) { rows_.clear(i, k); });
    for_each_bit(rows_[k], [&](std::size_t j) { columns_.clear(j, k); });
    columns_.clear(k, k);
    rows_.clear(k, k);
    for_each_bit(columns_[k], [&](std::size_t i) { merge(rows_[i], rows_[k]); });
    for_each_bit(rows_[k], [&](std::size_t j) { merge(columns_[j], columns_[k]); });
    for_each_bit(columns_[k], [&](std::size_t i) { recount(i); });
    for_each_bit(rows_[k], [&](std::size_t j) { recount(j); });
  }

  std::span<const Word> row(std::size_t k) { return rows_[k]; }
  std::span<const Word> column(std::size_t k) { return columns_[k]; }

 private:
  void recount(std::size_t i) {
    row_count_[i] = count(rows_[i]);
    column_count_[i] = count(columns_[i]);
  }
  std::uint64_t cost(std::size_t k) const { return (row_count_[k] - 1) * (column_count_[k] - 1); }
  /// New entries that eliminating k makes; counts no further than to exceed `enough`.
  std::size_t fill(std::size_t k, std::size_t enough) {
    std::size_t n = 0;
    for_each_bit(columns_[k], [&](std::size_t i) {
      if (n <= enough) n += count_missing(rows_[k], rows_[i]);
    });
    return n;
  }

  BitMatrix rows_;
  BitMatrix columns_;
  std::vector<std::uint64_t> row_count_;
  std::vector<std::uint64_t> column_count_;
  std::vector<char> is_active_;
  std::vector<std::pair<std::uint64_t, std::size_t>> candidates_;  // cost, state
};

}  // namespace

Elimination eliminate(const SparsityPattern& pattern) {
  const std::size_t n = pattern.size();
  ActiveMatrix active(pattern);
  Elimination result;
  result.order.reserve(n);
  std::vector<std::vector<std::uint32_t>> lower(n);  // states of L in the row of each state

  for (std::size_t step = 0; step < n; ++step) {
    const std::size_t k = active.best_pivot();
    const auto state = static_cast<std::uint32_t>(k);
    result.order.push_back(state);
    std::vector<std::uint32_t> row = std::move(lower[k]);
    for_each_bit(active.row(k),
                 [&](std::size_t j) { row.push_back(static_cast<std::uint32_t>(j)); });
    for_each_bit(active.column(k), [&](std::size_t i) {
      if (i != k) lower[i].push_back(state);
    });
    result.row.push_back(std::move(row));
    active.eliminate(k);
  }
  return result;
}

}  // namespace sigdyn::detail
