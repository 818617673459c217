#include "store/detail/quantile_selector.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "base/contract.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

/// Bits that compare, as an unsigned number, as the values do.
std::uint64_t to_key(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value);
  return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

double from_key(std::uint64_t key) {
  return std::bit_cast<double>((key & sign_bit) != 0 ? key & ~sign_bit : ~key);
}

}  // namespace

QuantileSelector::QuantileSelector(std::vector<double> probabilities, std::size_t n_columns)
    : probabilities_(std::move(probabilities)), columns_(n_columns) {
  for (Column& column : columns_) {
    column.prefixes = {0};
    column.n_of_byte.assign(n_buckets, 0);
  }
}

std::size_t QuantileSelector::column_bytes(std::size_t n_probabilities) {
  const std::size_t n_targets = 2 * n_probabilities;
  return sizeof(Column) +
         n_targets * (sizeof(Target) + sizeof(std::uint64_t) + n_buckets * sizeof(std::uint32_t));
}

void QuantileSelector::add(std::size_t i_column, double value) {
  if (std::isnan(value)) return;
  Column& column = columns_[i_column];
  const std::uint64_t key = to_key(value);
  const unsigned shift = 8 * (n_passes - 1 - pass_);
  const std::uint64_t leading = pass_ == 0 ? 0 : key >> (shift + 8);
  for (std::size_t i = 0; i < column.prefixes.size(); ++i) {
    if (column.prefixes[i] != leading) continue;
    ++column.n_of_byte[i * n_buckets + (key >> shift) % n_buckets];
    return;
  }
}

void QuantileSelector::end_pass() {
  SIGDYN_EXPECTS(pass_ < n_passes);
  for (Column& column : columns_) {
    if (pass_ == 0) set_targets(column);
    narrow(column);
  }
  ++pass_;
}

void QuantileSelector::set_targets(Column& column) const {
  for (const std::uint32_t n : column.n_of_byte) column.n_values += n;
  if (column.n_values == 0) return;
  const std::uint64_t last = column.n_values - 1;
  for (const double p : probabilities_) {
    const auto below = static_cast<std::uint64_t>(p * static_cast<double>(last));
    column.targets.push_back({std::min(below, last), 0});
    column.targets.push_back({std::min(below + 1, last), 0});
  }
}

/// One byte more of every target's prefix.
void QuantileSelector::narrow(Column& column) {
  std::vector<std::uint64_t> longer;
  for (Target& target : column.targets) {
    const std::uint32_t* n_of_byte = &column.n_of_byte[target.i_prefix * n_buckets];
    std::uint64_t byte = 0;
    while (target.rank >= n_of_byte[byte]) target.rank -= n_of_byte[byte++];
    const std::uint64_t prefix = column.prefixes[target.i_prefix] << 8 | byte;
    const auto known = std::find(longer.begin(), longer.end(), prefix);
    target.i_prefix = static_cast<std::size_t>(known - longer.begin());
    if (known == longer.end()) longer.push_back(prefix);
  }
  column.prefixes = std::move(longer);
  column.n_of_byte.assign(column.prefixes.size() * n_buckets, 0);
}

double QuantileSelector::quantile(std::size_t i_column, std::size_t i_probability) const {
  SIGDYN_EXPECTS(pass_ == n_passes);
  const Column& column = columns_[i_column];
  if (column.n_values == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto value = [&](std::size_t i) {
    return from_key(column.prefixes[column.targets[i].i_prefix]);
  };
  const double below = value(2 * i_probability);
  const double above = value(2 * i_probability + 1);
  const double place = probabilities_[i_probability] * static_cast<double>(column.n_values - 1);
  const double share = place - std::floor(place);
  if (share == 0.0) return below;  // also where the other is infinite
  const double difference = above - below;
  return share < 0.5 ? below + difference * share : above - difference * (1.0 - share);
}

}  // namespace sigdyn::detail
