#include "store/detail/member_rows.hpp"

#include <algorithm>

namespace sigdyn::detail {

std::vector<MemberRows> find_member_rows(std::span<const StoredBlock> blocks,
                                         std::uint64_t n_members) {
  std::vector<MemberRows> found;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::size_t row = 0;
    for (const MemberRange& run : blocks[i].runs) {
      found.push_back({i, row, run.begin, run.size()});
      row += run.size();
    }
  }
  std::sort(found.begin(), found.end(), [](const MemberRows& a, const MemberRows& b) {
    return a.member != b.member ? a.member < b.member : a.block < b.block;
  });
  std::vector<MemberRows> once;
  std::uint64_t next = 0;
  for (MemberRows rows : found) {
    const std::uint64_t end = std::min(rows.member + rows.n_rows, n_members);
    if (end <= next) continue;
    const std::uint64_t begin = std::max(rows.member, next);
    once.push_back({rows.block, rows.first_row + (begin - rows.member), begin, end - begin});
    next = end;
  }
  std::stable_sort(once.begin(), once.end(),
                   [](const MemberRows& a, const MemberRows& b) { return a.block < b.block; });
  return once;
}

}  // namespace sigdyn::detail
