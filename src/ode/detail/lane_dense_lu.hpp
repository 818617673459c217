/// The dense last rows of a static LU, in tiles of registers. Included by lane_lu.hpp only.
///
/// Eliminating a network ends in a block that is nearly full and holds most of the work. Its
/// entries lose their products in registers, T x T at a time, in the same order as in a row by row
/// elimination, so both give the same bits.
#pragma once

#include "base/pack.hpp"
#include "ode/detail/lane_ops.hpp"

namespace sigdyn::SIGDYN_ISA {

/// m rows; row k starts at position row[k] of lu.
struct DenseBlock {
  double* lu;
  const std::uint32_t* row;
  std::size_t m;
};

/// T x T entries of the block, in registers.
template <std::size_t W, std::size_t T>
struct Tile {
  using P = Pack<W>;
  P entry[T][T];

  /// row[r] is the address of column 0 of the block in row r of the tile.
  SIGDYN_INLINE void load(double* const (&row)[T], std::size_t c) {
    for (std::size_t r = 0; r < T; ++r) {
      for (std::size_t j = 0; j < T; ++j) entry[r][j] = P::load(row[r] + (c + j) * W);
    }
  }
  SIGDYN_INLINE void store(double* const (&row)[T], std::size_t c) const {
    for (std::size_t r = 0; r < T; ++r) {
      for (std::size_t j = 0; j < T; ++j) entry[r][j].store(row[r] + (c + j) * W);
    }
  }

  /// Loses the products of columns [0, n_done) of its rows with those rows of the block.
  SIGDYN_INLINE void lose(double* const (&row)[T], const DenseBlock& block, std::size_t n_done,
                          std::size_t c) {
    for (std::size_t k = 0; k < n_done; ++k) {
      const double* upper = block.lu + (block.row[k] + c) * W;
      P u[T];
      for (std::size_t j = 0; j < T; ++j) u[j] = P::load(upper + j * W);
      for (std::size_t r = 0; r < T; ++r) {
        const P l = P::load(row[r] + k * W);
        for (std::size_t j = 0; j < T; ++j) entry[r][j] = multiply_subtract(l, u[j], entry[r][j]);
      }
    }
  }
};

/// Factors the block, m a multiple of T, after all columns before it have been eliminated. `before`
/// [m]: the diagonal entries before any elimination.
template <std::size_t W, std::size_t T>
SIGDYN_INLINE void factor_dense(const DenseBlock block, const double* before, Pack<W>& smallest) {
  using P = Pack<W>;
  for (std::size_t i = 0; i < block.m; i += T) {
    double* row[T];
    for (std::size_t r = 0; r < T; ++r) row[r] = block.lu + block.row[i + r] * W;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): load() fills it
    Tile<W, T> tile;
    for (std::size_t c = 0; c < i; c += T) {  // L
      tile.load(row, c);
      tile.lose(row, block, c, c);
      for (std::size_t j = 0; j < T; ++j) {
        const double* upper = block.lu + (block.row[c + j] + c) * W;
        const P reciprocal = P::load(upper + j * W);
        for (std::size_t r = 0; r < T; ++r) {
          tile.entry[r][j] = tile.entry[r][j] * reciprocal;
          for (std::size_t q = j + 1; q < T; ++q) {
            tile.entry[r][q] =
                multiply_subtract(tile.entry[r][j], P::load(upper + q * W), tile.entry[r][q]);
          }
        }
      }
      tile.store(row, c);
    }
    tile.load(row, i);  // the diagonal
    tile.lose(row, block, i, i);
    for (std::size_t j = 0; j < T; ++j) {
      const P reciprocal = P::all(1.0) / tile.entry[j][j];
      const P kept = abs(tile.entry[j][j]) / abs(P::load(before + (i + j) * W));
      smallest = select(kept < smallest, kept, smallest);
      tile.entry[j][j] = reciprocal;
      for (std::size_t r = j + 1; r < T; ++r) {
        tile.entry[r][j] = tile.entry[r][j] * reciprocal;
        for (std::size_t q = j + 1; q < T; ++q) {
          tile.entry[r][q] =
              multiply_subtract(tile.entry[r][j], tile.entry[j][q], tile.entry[r][q]);
        }
      }
    }
    tile.store(row, i);
    P lower[T][T];
    for (std::size_t r = 0; r < T; ++r) {
      for (std::size_t j = 0; j < T; ++j) lower[r][j] = tile.entry[r][j];
    }
    for (std::size_t c = i + T; c < block.m; c += T) {  // U
      tile.load(row, c);
      tile.lose(row, block, i, c);
      for (std::size_t k = 0; k < T; ++k) {
        for (std::size_t r = k + 1; r < T; ++r) {
          for (std::size_t j = 0; j < T; ++j) {
            tile.entry[r][j] = multiply_subtract(lower[r][k], tile.entry[k][j], tile.entry[r][j]);
          }
        }
      }
      tile.store(row, c);
    }
  }
}

}  // namespace sigdyn::SIGDYN_ISA
