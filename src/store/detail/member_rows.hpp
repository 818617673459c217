/// Where the members of a sweep lie in the blocks of its shards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "store/shard_folder.hpp"

namespace sigdyn::detail {

/// Rows [first_row, first_row + n_rows) of a block hold members member, member + 1, ...
struct MemberRows {
  std::size_t block = 0;
  std::size_t first_row = 0;
  std::uint64_t member = 0;
  std::uint64_t n_rows = 0;
};

/// Every member below `n_members` that is in a block, once, block by block.
std::vector<MemberRows> find_member_rows(std::span<const StoredBlock> blocks,
                                         std::uint64_t n_members);

}  // namespace sigdyn::detail
