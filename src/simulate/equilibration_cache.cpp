#include "simulate/equilibration_cache.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace sigdyn {
namespace {

/// Bytes that entries may take before old ones are dropped.
constexpr std::size_t memory_limit = std::size_t{64} << 20U;

/// FNV-1a over the bits of the numbers (Fowler, Noll & Vo: 64-bit offset basis and prime).
std::uint64_t hash_of(const NetworkValues& values) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&hash](std::span<const double> numbers) {
    for (const double number : numbers) {
      hash = (hash ^ std::bit_cast<std::uint64_t>(number)) * 0x100000001b3ULL;
    }
  };
  mix(values.species);
  mix(values.parameters);
  return hash;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

bool is_for(const EquilibrationEntry& entry, const Job& job) {
  return entry.t_begin == job.plan.t_begin && entry.how == *job.plan.equilibration &&
         same_bits(entry.from.species, job.values.species) &&
         same_bits(entry.from.parameters, job.values.parameters);
}

}  // namespace

EquilibrationCache::Lookup EquilibrationCache::find_or_add(const Job& job) {
  const std::uint64_t hash = hash_of(job.values);
  const auto [first, last] = entries_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    if (is_for(*it->second, job)) return {it->second, false};
  }
  drop_old_entries();
  auto entry = std::make_shared<EquilibrationEntry>();
  entry->from = job.values;
  entry->how = *job.plan.equilibration;
  entry->t_begin = job.plan.t_begin;
  entries_.emplace(hash, entry);
  order_of_entry_.push_back(hash);
  return {entry, true};
}

void EquilibrationCache::drop_old_entries() {
  if (entries_.empty()) return;
  const EquilibrationEntry& any = *entries_.begin()->second;
  const std::size_t n_numbers = any.from.species.size() + any.from.parameters.size();
  const std::size_t bytes_each = sizeof(EquilibrationEntry) + 2 * n_numbers * sizeof(double);
  const std::size_t limit = std::max<std::size_t>(16, memory_limit / bytes_each);
  for (std::size_t n = order_of_entry_.size(); n > 0 && entries_.size() >= limit; --n) {
    const std::uint64_t hash = order_of_entry_.front();
    order_of_entry_.pop_front();
    const auto it = entries_.find(hash);
    if (it == entries_.end()) continue;
    if (it->second->is_done) {
      entries_.erase(it);
    } else {
      order_of_entry_.push_back(hash);  // in work: runs wait for it
    }
  }
}

}  // namespace sigdyn
