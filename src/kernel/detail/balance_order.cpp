#include "kernel/detail/balance_order.hpp"

#include <algorithm>
#include <cstddef>

namespace sigdyn::detail {
namespace {

class Orderer {
 public:
  Orderer(const std::vector<std::vector<std::uint32_t>>& reads,
          const std::vector<std::pair<std::uint32_t, std::uint32_t>>& parts)
      : reads_(reads), parts_(parts), readers_(parts.size()), is_known_(parts.size(), false) {
    for (std::uint32_t i = 0; i < reads.size(); ++i) {
      waiting_.push_back({.state = i, .n_lacking = reads[i].size()});
      for (const std::uint32_t flux : reads[i]) readers_[flux].push_back(i);
    }
    place_.resize(reads.size());
    for (std::size_t k = 0; k < waiting_.size(); ++k) place_[k] = k;
  }

  std::vector<std::uint32_t> order() {
    std::vector<std::uint32_t> result;
    while (!waiting_.empty()) {
      const auto next = std::min_element(waiting_.begin(), waiting_.end(), comes_before);
      const std::uint32_t state = next->state;
      result.push_back(state);
      place_[waiting_.back().state] = static_cast<std::size_t>(next - waiting_.begin());
      *next = waiting_.back();
      waiting_.pop_back();
      place_[state] = done;
      for (const std::uint32_t flux : reads_[state]) {
        learn(flux, result.size());
        for (std::uint32_t f = parts_[flux].first; f < parts_[flux].second; ++f) {
          learn(f, result.size());
        }
      }
    }
    return result;
  }

 private:
  static constexpr auto done = static_cast<std::size_t>(-1);

  struct Waiting {
    std::uint32_t state = 0;
    std::size_t n_lacking = 0;
    std::size_t touched = 0;  ///< the round in which it gained a flux last
  };

  static bool comes_before(const Waiting& a, const Waiting& b) {
    if (a.n_lacking != b.n_lacking) return a.n_lacking < b.n_lacking;
    if (a.touched != b.touched) return a.touched > b.touched;
    return a.state < b.state;
  }

  void learn(std::uint32_t flux, std::size_t round) {
    if (is_known_[flux]) return;
    is_known_[flux] = true;
    for (const std::uint32_t reader : readers_[flux]) {
      if (place_[reader] == done) continue;
      Waiting& waiting = waiting_[place_[reader]];
      --waiting.n_lacking;
      waiting.touched = round;
    }
  }

  const std::vector<std::vector<std::uint32_t>>& reads_;
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& parts_;
  std::vector<std::vector<std::uint32_t>> readers_;  ///< of a flux
  std::vector<bool> is_known_;
  std::vector<Waiting> waiting_;
  std::vector<std::size_t> place_;  ///< of a state in waiting_
};

}  // namespace

std::vector<std::uint32_t> balance_order(
    const std::vector<std::vector<std::uint32_t>>& reads,
    const std::vector<std::pair<std::uint32_t, std::uint32_t>>& parts) {
  return Orderer(reads, parts).order();
}

}  // namespace sigdyn::detail
