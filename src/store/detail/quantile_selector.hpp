/// Exact quantiles of many columns of numbers in bounded memory.
///
/// Radix selection: the values are read n_passes times; pass k counts, among the values that share
/// the first k bytes of a wanted order statistic, how often each next byte occurs. What is wanted
/// is then known byte by byte, whatever the number of values and the order in which they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sigdyn::detail {

/// NaN is no value: it is left out. -0 counts as 0.
class QuantileSelector {
 public:
  static constexpr unsigned n_passes = 8;

  /// Probabilities in [0, 1].
  QuantileSelector(std::vector<double> probabilities, std::size_t n_columns);

  /// Memory of a column at most [bytes].
  static std::size_t column_bytes(std::size_t n_probabilities);

  /// In every pass the same values, each once, in any order; at most 2^32 - 1 of a column.
  void add(std::size_t column, double value);
  void end_pass();

  /// After n_passes. With n values sorted as x_0 ... x_(n-1), linear between the two around
  /// p (n - 1), which is what numpy does by default; NaN without values. Source: Hyndman & Fan
  /// (1996), Am. Stat. 50:361-365, definition 7, doi:10.1080/00031305.1996.10473566.
  double quantile(std::size_t column, std::size_t i_probability) const;

 private:
  static constexpr std::size_t n_buckets = 256;

  /// An order statistic: its rank among the values that begin with prefixes[i_prefix].
  struct Target {
    std::uint64_t rank = 0;
    std::size_t i_prefix = 0;
  };
  struct Column {
    std::uint64_t n_values = 0;
    std::vector<Target> targets;           // two per probability: below and above
    std::vector<std::uint64_t> prefixes;   // leading bytes, as far as they are known
    std::vector<std::uint32_t> n_of_byte;  // [n_prefixes][n_buckets]
  };

  void set_targets(Column& column) const;
  static void narrow(Column& column);

  std::vector<double> probabilities_;
  std::vector<Column> columns_;
  unsigned pass_ = 0;
};

}  // namespace sigdyn::detail
