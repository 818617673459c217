#include "sweep/hash_random.hpp"

#include <bit>

#include "base/contract.hpp"

namespace sigdyn {

std::uint64_t mix_bits(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

std::uint64_t hash_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return mix_bits(mix_bits(mix_bits(seed) ^ stream) ^ index);
}

double hash_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const std::uint64_t bits = hash_bits(seed, stream, index) >> 11;  // 53 bits
  return (static_cast<double>(bits) + 0.5) * 0x1.0p-53;
}

std::uint64_t permuted(std::uint64_t index, std::uint64_t n, std::uint64_t seed,
                       std::uint64_t stream) {
  SIGDYN_EXPECTS(index < n);
  if (n == 1) return 0;
  const std::uint64_t half_bits = (std::bit_width(n - 1) + 1) / 2;
  const std::uint64_t half_mask = (std::uint64_t{1} << half_bits) - 1;
  constexpr std::uint64_t n_rounds = 4;
  do {
    std::uint64_t left = index >> half_bits;
    std::uint64_t right = index & half_mask;
    for (std::uint64_t round = 0; round < n_rounds; ++round) {
      const std::uint64_t next =
          left ^ (hash_bits(seed, stream * n_rounds + round, right) & half_mask);
      left = right;
      right = next;
    }
    index = (left << half_bits) | right;
  } while (index >= n);
  return index;
}

}  // namespace sigdyn
