/// Where a number stands while a kernel computes.
#pragma once

#include <compare>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "network/expression.hpp"

namespace sigdyn::detail {

enum class Area : std::uint8_t {
  time,
  slot,  ///< a static value: set with the constants of a lane
  sum,   ///< a sum of states
  rate,  ///< a sum of products slot * (1, state or sum)
  state,
  scratch  ///< a result of a tape
};

struct Place {
  Area area = Area::slot;
  std::uint32_t index = 0;
  friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

/// Gives each static expression that a kernel reads its slot.
class Slots {
 public:
  Place of(ExpressionId id) {
    const auto [found, is_new] =
        index_.try_emplace(id.index, static_cast<std::uint32_t>(expressions_.size()));
    if (is_new) expressions_.push_back(id);
    return {Area::slot, found->second};
  }
  const std::vector<ExpressionId>& expressions() const { return expressions_; }

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> index_;
  std::vector<ExpressionId> expressions_;
};

}  // namespace sigdyn::detail
