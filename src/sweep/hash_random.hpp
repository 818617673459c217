/// Random numbers without state: hashes of what they are for.
#pragma once

#include <cstdint>

namespace sigdyn {

/// A bijective mixing of 64 bits; consecutive inputs give unrelated outputs.
/// Source: Steele, Lea & Flood (2014), OOPSLA, SplitMix64, doi:10.1145/2660193.2660195.
std::uint64_t mix_bits(std::uint64_t value);

/// 64 random bits for (seed, stream, index).
std::uint64_t hash_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// Uniform on (0, 1) for (seed, stream, index): odd multiples of 2^-54, so neither 0 nor 1.
double hash_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// Where a random permutation of 0 .. n-1 sends `index`; the permutation is fixed by (seed,
/// stream). A balanced Feistel network on the next even power of two with cycle walking: no memory,
/// at most four rounds of walking on average. Source: Black & Rogaway (2002), CT-RSA,
/// doi:10.1007/3-540-45760-7_9.
std::uint64_t permuted(std::uint64_t index, std::uint64_t n, std::uint64_t seed,
                       std::uint64_t stream);

}  // namespace sigdyn
